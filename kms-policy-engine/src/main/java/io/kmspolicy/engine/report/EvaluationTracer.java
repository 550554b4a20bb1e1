package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.reference.PolicySetEvaluation;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Evaluates a request in three-valued logic, without the case analysis of unknowns, and records a
 * trace of every layer. Thread-safe.
 */
public final class EvaluationTracer {

  private final KmsCatalogue catalogue;
  private final GroupedGrants.Last grouped = new GroupedGrants.Last();

  public EvaluationTracer(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  public EvaluationTrace trace(AuthorizationRequest request, PolicySet policies) {
    RequestAttributes attributes = RequestAttributes.of(request, catalogue);
    ConditionContext context = RememberedContext.of(request.context());
    StatementText text = new StatementText(attributes, context, catalogue);
    List<StatementTrace> statements = new ArrayList<>();
    Derivations derivations = new Derivations();
    GrantLayer layer = attributes.isUnknownKey() ? GrantLayer.unknown() : policies.grants();
    GrantTracer grants = new GrantTracer(attributes, context, grouped.of(layer));
    Verdict<Derivation> verdict =
        new PolicySetEvaluation(
                attributes, policies, catalogue, BoundaryState.of(policies), grants.usable())
            .evaluate(
                derivations,
                context,
                MatchResult.INDETERMINATE,
                match -> {
                  statements.add(text.describe(match));
                  return Derivations.of(statements.get(statements.size() - 1));
                },
                grants);
    Map<PolicyType, LayerTrace> layers =
        new LayerTracer(attributes, derivations, statements).of(policies);
    MatchResult limits =
        allows(derivations, PolicyType.PERMISSIONS_BOUNDARY)
            .and(allows(derivations, PolicyType.SESSION));
    MatchResult identityOk = derivations.result(6);
    GrantsTrace grantsTrace =
        grants.trace(limits, identityOk, derivations.result(11), catalogue.date());
    return new EvaluationTrace(attributes, layers, grantsTrace, verdict, identityOk);
  }

  private static MatchResult allows(Derivations derivations, PolicyType type) {
    return derivations.result(type).allow(Logic.KNOWN);
  }
}
