/**
 * The reference evaluation: statement by statement, layer by layer, in the order of the rules.
 *
 * <p>In: a request and its policies. Out: a decision. It is deliberately slow and simple, and does
 * not use {@code table} and {@code row}, so that tests can compare the two. Knows {@code exact} and
 * below.
 */
@NullMarked
package io.kmspolicy.engine.reference;

import org.jspecify.annotations.NullMarked;
