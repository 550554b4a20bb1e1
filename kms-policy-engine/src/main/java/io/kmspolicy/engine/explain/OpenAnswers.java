package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.engine.explain.OpenAnswer.Otherwise;
import io.kmspolicy.engine.explain.OpenAnswer.Reasoned;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.EvaluationTracer;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds both halves of an indeterminate decision. The decisions that this takes share the step
 * budget of the explanation; if it is used up, what was not found is left out.
 *
 * @param date the date of the catalogue
 */
record OpenAnswers(
    Explainer.Decisions decisions,
    EvaluationTracer tracer,
    String date,
    AuthorizationRequest request,
    PolicySet policies) {

  OpenAnswer find(EvaluationTrace trace, List<String> missing) {
    Optional<ConditionExpression> condition =
        decisions.conditions(request, policies).filter(OpenAnswers::isShown);
    return new OpenAnswer(
        condition, condition.map(holds -> otherwise(trace)), missing, withNothingElse());
  }

  private static boolean isShown(ConditionExpression condition) {
    int tests = ConditionWriter.tests(condition);
    return tests > 0 && tests <= OpenAnswer.MAX_TESTS;
  }

  private Otherwise otherwise(EvaluationTrace trace) {
    List<StatementTrace> denies = trace.denies(MatchResult.INDETERMINATE);
    List<StatementTrace> allows =
        trace.verdict().allow().statements(MatchResult.INDETERMINATE).stream()
            .filter(one -> one.result() == MatchResult.INDETERMINATE)
            .filter(one -> one.match().statement().effect() == Effect.ALLOW)
            .distinct()
            .toList();
    return new Otherwise(decision(trace, denies), labels(denies), labels(allows));
  }

  private Decision decision(EvaluationTrace trace, List<StatementTrace> denies) {
    if (denies.isEmpty()) {
      return Decision.IMPLICIT_DENY;
    }
    boolean isAllowedElse =
        trace.verdict().allow().result().isMatch()
            || decisions.decide(request, without(denies)) == Decision.ALLOWED;
    return isAllowedElse ? Decision.EXPLICIT_DENY : Decision.DENIED;
  }

  private PolicySet without(List<StatementTrace> statements) {
    PolicySet remaining = policies;
    for (StatementTrace statement : statements) {
      remaining = MinimalStatementSet.without(remaining, statement.match());
    }
    return remaining;
  }

  private static List<DeterminingStatement> labels(List<StatementTrace> statements) {
    List<DeterminingStatement> labels = new ArrayList<>();
    statements.forEach(one -> labels.add(StatementLabels.determining(one)));
    return labels;
  }

  private Optional<Reasoned> withNothingElse() {
    ConditionContext context = CountedContext.withoutCounter(request.context());
    if (!(context instanceof RequestFacts facts) || facts.stated().nothingElse()) {
      return Optional.empty();
    }
    AuthorizationRequest alone = request.in(facts.withNothingElse());
    StepCounter counter = StepCounter.of(request.context());
    AuthorizationRequest counted =
        counter.counts() ? request.in(new CountedContext(alone.context(), counter)) : alone;
    Decision decision = decisions.decide(counted, policies);
    if (counter.isExhausted()) {
      return Optional.empty();
    }
    List<String> reasons =
        new JustificationFinder(
                decisions::decide, counted, policies, tracer.trace(alone, policies), date)
            .of(decision)
            .reasons();
    return Optional.of(new Reasoned(decision, reasons));
  }
}
