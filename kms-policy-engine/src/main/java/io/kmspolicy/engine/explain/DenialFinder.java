package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.Denial.NearMiss;
import io.kmspolicy.engine.report.Derivation;
import io.kmspolicy.engine.report.ElementTrace;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the values of a denial off the trace of its evaluation. */
final class DenialFinder {

  private final EvaluationTrace trace;

  private DenialFinder(EvaluationTrace trace) {
    this.trace = trace;
  }

  /**
   * The denial; empty if the decision is none.
   *
   * @param date the date of the catalogue
   */
  static Optional<Denial> find(
      Decision decision, EvaluationTrace trace, Justification justification, String date) {
    if (!decision.isCertainDenial()) {
      return Optional.empty();
    }
    List<DeterminingStatement> possible =
        trace.denies(MatchResult.INDETERMINATE).stream()
            .filter(statement -> !justification.statements().contains(statement))
            .map(StatementLabels::determining)
            .toList();
    return Optional.of(
        decision == Decision.EXPLICIT_DENY
            ? Denial.by(
                justification.statements().stream().map(StatementLabels::determining).toList(),
                justification.joint(),
                possible)
            : new DenialFinder(trace).ofMissingAllow(possible, date));
  }

  private Denial ofMissingAllow(List<DeterminingStatement> possible, String date) {
    Set<PolicyType> layers = EnumSet.noneOf(PolicyType.class);
    DenyReasons.of(trace, date).values().stream()
        .flatMap(List::stream)
        .filter(Derivation.Layer.class::isInstance)
        .forEach(cause -> layers.add(((Derivation.Layer) cause).type()));
    boolean joint = !trace.verdict().allow().result().isNoMatch();
    return new Denial(false, joint, List.copyOf(layers), List.of(), possible, nearMisses(layers));
  }

  /** Identity policies and the key policy can each allow what the other does not. */
  private List<NearMiss> nearMisses(Set<PolicyType> layers) {
    List<NearMiss> found = new ArrayList<>();
    for (LayerTrace layer : trace.layers().values()) {
      boolean matters =
          layer.type() == PolicyType.IDENTITY
              || layer.type() == PolicyType.KEY
              || layers.contains(layer.type());
      if (matters && layer.isKnown()) {
        layer.statements().forEach(statement -> nearMiss(statement).ifPresent(found::add));
      }
    }
    return found;
  }

  /** A statement that does not apply has either one other part or all its failed tests. */
  private Optional<NearMiss> nearMiss(StatementTrace statement) {
    if (statement.match().statement().effect() != Effect.ALLOW
        || statement.match().isRedundant()
        || !statement.result().isNoMatch()
        || statement.parts().size() != 1) {
      return Optional.empty();
    }
    ElementTrace failed = statement.parts().get(0);
    Condition test = failed.test();
    return test == null
        ? Optional.empty()
        : Optional.of(
            new NearMiss(
                StatementLabels.determining(statement),
                test.operator().text(),
                test.key(),
                test.values().stream().map(ConditionValue::text).toList(),
                trace.attributes().request().context().get(ConditionContext.name(test.key()))));
  }
}
