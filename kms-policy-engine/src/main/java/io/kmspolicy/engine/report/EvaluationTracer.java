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

/** Evaluates a request with everything that is unknown left open, and reports on every layer. */
public final class EvaluationTracer {

  private final KmsCatalogue catalogue;

  public EvaluationTracer(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  public EvaluationTrace report(AuthorizationRequest request, PolicySet policies) {
    RequestAttributes facts = RequestAttributes.of(request, catalogue);
    ConditionContext context = request.context();
    StatementText words = new StatementText(facts, context, catalogue);
    Map<PolicyType, LayerTrace> layers =
        new LayerTracer(facts, words, matches(facts, policies)).of(policies);
    GrantsTrace none =
        new GrantsTrace(LayerTrace.Kind.NONE, RedactableText.NONE, MatchResult.NO_MATCH, List.of());
    EvaluationTrace withoutGrants = new EvaluationTrace(facts, layers, none);
    GrantText grantWords =
        new GrantText(facts, context, withoutGrants.limits(), withoutGrants.identityOk());
    GrantLayer grants = facts.isUnknownKey() ? GrantLayer.unknown() : policies.grants();
    return new EvaluationTrace(facts, layers, grantWords.describe(grants, catalogue.date()));
  }

  /** The matches of all statements; the cases of the permissions boundary are taken together. */
  private List<StatementMatch> matches(RequestAttributes facts, PolicySet policies) {
    List<StatementMatch> matches = new ArrayList<>();
    for (BoundaryState boundary : BoundaryState.cases(policies.permissionsBoundary())) {
      List<StatementMatch> found = new ArrayList<>();
      new PolicySetEvaluation(facts, policies, catalogue, boundary)
          .evaluate(facts.request().context(), MatchResult.INDETERMINATE, found::add);
      if (matches.isEmpty()) {
        matches.addAll(found);
      } else {
        for (int i = 0; i < found.size(); i++) {
          matches.set(i, together(matches.get(i), found.get(i)));
        }
      }
    }
    return matches;
  }

  /** Parts behind a principal that cannot match were not looked at in that case. */
  private static StatementMatch together(StatementMatch one, StatementMatch two) {
    Forms first = one.principal();
    Forms second = two.principal();
    Forms principal =
        new Forms(
            together(first.direct(), second.direct()),
            together(first.role(), second.role()),
            together(first.account(), second.account()));
    return new StatementMatch(
        one.type(),
        one.level(),
        one.policy(),
        one.statement(),
        principal,
        one.action().or(two.action()),
        one.resource().or(two.resource()),
        one.condition().or(two.condition()));
  }

  private static MatchResult together(MatchResult one, MatchResult two) {
    return one == two ? one : MatchResult.INDETERMINATE;
  }
}
