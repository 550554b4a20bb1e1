package io.kmspolicy.lint.fix;

import java.util.List;

/**
 * The ways to lift a denial.
 *
 * @param suggestions the smallest sets of pieces that passed every check; those in the layer that
 *     AWS names come first
 * @param reasons why there is no suggestion; empty if there is one
 * @param close the Allow statements that a condition alone keeps from applying
 * @param notes what else to know
 */
public record Fix(
    List<Suggestion> suggestions, List<String> reasons, List<String> close, List<String> notes) {

  /** Copies the lists. */
  public Fix {
    suggestions = List.copyOf(suggestions);
    reasons = List.copyOf(reasons);
    close = List.copyOf(close);
    notes = List.copyOf(notes);
  }
}
