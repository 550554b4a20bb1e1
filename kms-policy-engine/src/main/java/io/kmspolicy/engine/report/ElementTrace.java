package io.kmspolicy.engine.report;

import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Set;

/**
 * How one part of a statement or a grant matches a request.
 *
 * @param part the part, such as {@code action} or {@code condition}
 * @param result whether it matches
 * @param words why, down to the value
 * @param unknown what is not known and leaves it open
 * @param open what AWS's documentation leaves open about it
 * @param folklore the undocumented rules that it rests on
 */
public record ElementTrace(
    String part,
    MatchResult result,
    RedactableText words,
    List<String> unknown,
    Set<UndocumentedRule> open,
    Set<UnofficialRule> folklore) {

  public ElementTrace {
    unknown = List.copyOf(unknown);
    open = Set.copyOf(open);
    folklore = Set.copyOf(folklore);
  }

  /** A part about which nothing is open. */
  static ElementTrace of(String part, MatchResult result, RedactableText words) {
    return new ElementTrace(part, result, words, List.of(), Set.of(), Set.of());
  }

  /** A part that is open because something is not known. */
  static ElementTrace unknown(String part, RedactableText words, List<String> unknown) {
    return new ElementTrace(part, MatchResult.INDETERMINATE, words, unknown, Set.of(), Set.of());
  }

  /** A part that is open because AWS does not document a rule. */
  static ElementTrace open(String part, RedactableText words, UndocumentedRule rule) {
    RedactableText full =
        words.and("; AWS does not document " + rule.question() + " (rule " + rule.rule());
    return new ElementTrace(
        part, MatchResult.INDETERMINATE, full.and(")"), List.of(), Set.of(rule), Set.of());
  }

  ElementTrace restingOn(UnofficialRule rule) {
    return new ElementTrace(part, result, words, unknown, open, Set.of(rule));
  }
}
