package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.reference.PolicySetEvaluation;
import io.kmspolicy.engine.reference.StatementMatch;
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
 * trace of every layer.
 */
public final class EvaluationTracer {

  private final KmsCatalogue catalogue;

  public EvaluationTracer(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  public EvaluationTrace trace(AuthorizationRequest request, PolicySet policies) {
    RequestAttributes attributes = RequestAttributes.of(request, catalogue);
    ConditionContext context = request.context();
    StatementText text = new StatementText(attributes, context, catalogue);
    Map<PolicyType, LayerTrace> layers =
        new LayerTracer(attributes, text, matches(attributes, policies)).of(policies);
    GrantsTrace none =
        new GrantsTrace(LayerTrace.Kind.NONE, RedactableText.NONE, MatchResult.NO_MATCH, List.of());
    EvaluationTrace withoutGrants = new EvaluationTrace(attributes, layers, none);
    GrantText grantText =
        new GrantText(attributes, context, withoutGrants.limits(), withoutGrants.identityOk());
    GrantLayer grants = attributes.isUnknownKey() ? GrantLayer.unknown() : policies.grants();
    return new EvaluationTrace(attributes, layers, grantText.describe(grants, catalogue.date()));
  }

  /** The matches of all statements, merged over the cases of the permissions boundary. */
  private List<StatementMatch> matches(RequestAttributes attributes, PolicySet policies) {
    List<StatementMatch> matches = new ArrayList<>();
    for (BoundaryState boundary : BoundaryState.cases(policies.permissionsBoundary())) {
      List<StatementMatch> matchesOfCase = new ArrayList<>();
      new PolicySetEvaluation(attributes, policies, catalogue, boundary)
          .evaluate(attributes.request().context(), MatchResult.INDETERMINATE, matchesOfCase::add);
      if (matches.isEmpty()) {
        matches.addAll(matchesOfCase);
      } else {
        for (int i = 0; i < matchesOfCase.size(); i++) {
          matches.set(i, merge(matches.get(i), matchesOfCase.get(i)));
        }
      }
    }
    return matches;
  }

  /**
   * Merges the matches of one statement in two cases. In a case in which the principal does not
   * match, the other elements were not evaluated.
   */
  private static StatementMatch merge(StatementMatch left, StatementMatch right) {
    Forms first = left.principal();
    Forms second = right.principal();
    Forms principal =
        new Forms(
            merge(first.direct(), second.direct()),
            merge(first.role(), second.role()),
            merge(first.account(), second.account()));
    return new StatementMatch(
        left.type(),
        left.level(),
        left.policy(),
        left.statement(),
        principal,
        left.action().or(right.action()),
        left.resource().or(right.resource()),
        left.condition().or(right.condition()));
  }

  private static MatchResult merge(MatchResult left, MatchResult right) {
    return left == right ? left : MatchResult.INDETERMINATE;
  }
}
