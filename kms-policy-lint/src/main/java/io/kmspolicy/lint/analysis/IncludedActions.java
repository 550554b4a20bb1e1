package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The actions of KMS that a statement certainly includes. Policies repeat few lists of actions, so
 * the latest answers are kept.
 */
final class IncludedActions {

  private static final int MAX_KEPT = 1_000;
  private static final Map<Patterns, List<KmsAction>> KEPT = new ConcurrentHashMap<>();

  private IncludedActions() {}

  /** An action element without its places in the text. */
  private record Patterns(boolean isExcluded, List<String> texts) {

    static Patterns of(ActionElement element) {
      if (element instanceof ActionElement.NotAction excluded) {
        return new Patterns(true, texts(excluded.patterns()));
      }
      return new Patterns(
          false,
          element instanceof ActionElement.Action listed ? texts(listed.patterns()) : List.of());
    }

    private static List<String> texts(List<ActionPattern> patterns) {
      return patterns.stream().map(ActionPattern::text).toList();
    }
  }

  static List<KmsAction> of(Statement statement, StatementAnalysis analysis) {
    Patterns patterns = Patterns.of(statement.action());
    List<KmsAction> kept = KEPT.get(patterns);
    if (kept == null) {
      kept =
          KmsCatalogue.bundled().actions().stream()
              .filter(action -> analysis.action(statement, action.name()).isMatch())
              .toList();
      if (KEPT.size() >= MAX_KEPT) {
        KEPT.clear();
      }
      KEPT.put(patterns, kept);
    }
    return kept;
  }
}
