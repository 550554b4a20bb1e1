package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one element of a statement, or one part of a grant, matches a request.
 *
 * @param part the name of the element, such as {@code action} or {@code condition}
 * @param result whether it matches
 * @param text the reason, down to the compared value
 * @param unknown the unknown inputs that leave the result open
 * @param undocumentedRules the undocumented rules that leave the result open
 * @param unofficialRules the rules without a source at AWS on which the result is based
 * @param test the test of a condition block that it describes; null for other parts
 */
public record ElementTrace(
    String part,
    MatchResult result,
    RedactableText text,
    List<String> unknown,
    Set<UndocumentedRule> undocumentedRules,
    Set<UnofficialRule> unofficialRules,
    @Nullable Condition test) {

  public ElementTrace {
    unknown = List.copyOf(unknown);
    undocumentedRules = Set.copyOf(undocumentedRules);
    unofficialRules = Set.copyOf(unofficialRules);
  }

  /** A part whose result depends on nothing unknown or undocumented. */
  static ElementTrace of(String part, MatchResult result, RedactableText text) {
    return new ElementTrace(part, result, text, List.of(), Set.of(), Set.of(), null);
  }

  /** A part that is indeterminate because of unknown inputs. */
  static ElementTrace unknown(String part, RedactableText text, List<String> unknown) {
    return new ElementTrace(
        part, MatchResult.INDETERMINATE, text, unknown, Set.of(), Set.of(), null);
  }

  /** A part that is indeterminate because AWS does not document a rule. */
  static ElementTrace open(String part, RedactableText text, UndocumentedRule rule) {
    RedactableText full =
        text.and("; AWS does not document " + rule.question() + " (rule " + rule.rule());
    return new ElementTrace(
        part, MatchResult.INDETERMINATE, full.and(")"), List.of(), Set.of(rule), Set.of(), null);
  }

  /** The same trace, based on a rule that AWS does not document. */
  ElementTrace basedOn(UnofficialRule rule) {
    return new ElementTrace(part, result, text, unknown, undocumentedRules, Set.of(rule), test);
  }

  /** The same trace, which describes a test. */
  ElementTrace of(Condition described) {
    return new ElementTrace(
        part, result, text, unknown, undocumentedRules, unofficialRules, described);
  }
}
