package io.kmspolicy.lint.fix;

import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.stream.Collectors;

/** The Deny statements of an explanation, with the conditions by which they apply. */
final class DenyReasons {

  private DenyReasons() {}

  /** Whether a Deny statement may apply, because inputs are unknown. */
  static boolean mayApply(Explanation explanation) {
    return !of(explanation, MatchResult.INDETERMINATE).isEmpty();
  }

  /** The statements that deny the request; if none does for certain, those that may. */
  static String text(Explanation explanation) {
    List<DeterminingStatement> certain = of(explanation, MatchResult.MATCH);
    String denies =
        certain.isEmpty()
            ? text(of(explanation, MatchResult.INDETERMINATE), " may deny it")
            : text(certain, " denies it");
    return denies + "; no Allow lifts that: change that statement, or the request";
  }

  private static List<DeterminingStatement> of(Explanation explanation, MatchResult result) {
    return explanation.statements(result).stream()
        .filter(one -> one.statement().effect() == Effect.DENY)
        .toList();
  }

  private static String text(List<DeterminingStatement> statements, String verb) {
    return statements.stream()
        .map(one -> one.text() + verb + conditions(one))
        .collect(Collectors.joining("; "));
  }

  private static String conditions(DeterminingStatement one) {
    String tests =
        one.statement().condition().tests().stream()
            .map(test -> test.operator().text() + " " + test.key())
            .collect(Collectors.joining(", "));
    return tests.isEmpty() ? "" : " by " + tests;
  }
}
