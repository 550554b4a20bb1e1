package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The trace of an evaluation: the result of every layer, down to its statements.
 *
 * @param attributes the attributes of the request
 * @param layers the trace of each layer
 * @param grants the trace of the grants
 * @param verdict the combined result of all layers, with its derivation
 * @param identityOk whether the caller's own policies allow the request
 */
public record EvaluationTrace(
    RequestAttributes attributes,
    Map<PolicyType, LayerTrace> layers,
    GrantsTrace grants,
    Verdict<Derivation> verdict,
    MatchResult identityOk) {

  public LayerTrace layer(PolicyType type) {
    LayerTrace trace = layers.get(type);
    if (trace == null) {
      throw new IllegalStateException("no report on " + type);
    }
    return trace;
  }

  /**
   * The Deny statements with this result. In a layer that applies to the caller only perhaps, no
   * statement denies for certain.
   */
  public List<StatementTrace> denies(MatchResult result) {
    List<StatementTrace> denies = verdict.deny().statements(result);
    denies.sort(Comparator.comparing(statement -> statement.match().type()));
    return denies;
  }

  /** The statements of all layers whose result is indeterminate. */
  public List<StatementTrace> undecided() {
    List<StatementTrace> undecided = new ArrayList<>();
    for (LayerTrace layer : layers.values()) {
      layer.statements().stream()
          .filter(statement -> statement.result() == MatchResult.INDETERMINATE)
          .filter(statement -> !statement.match().isRedundant())
          .forEach(undecided::add);
    }
    return undecided;
  }
}
