package io.kmspolicy.engine.diagram;

import io.kmspolicy.model.request.ContextValue;
import java.util.function.BiPredicate;

/**
 * A rule about which values two condition keys can have in one request (rule 6.14). Keys without a
 * rule are independent.
 *
 * @param first the name of a key in lower case
 * @param second the name of another key in lower case
 * @param canOccur whether a request can have a value of the class of the first value and a value of
 *     the class of the second one
 */
public record PairRule(
    String first, String second, BiPredicate<ContextValue, ContextValue> canOccur) {}
