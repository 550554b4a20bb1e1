package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.MinimalMissingSets.Result;
import io.kmspolicy.engine.explain.MissingAttribute.Case;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.EvaluationTracer;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.engine.report.UndocumentedRule;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** Looks at a decided request again, statement by statement, and says why. */
public final class Explainer {

  private final KmsCatalogue catalogue;
  private final BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer;

  public Explainer(
      KmsCatalogue catalogue, BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer) {
    this.catalogue = catalogue;
    this.authorizer = authorizer;
  }

  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    Decision decision = authorizer.apply(request, policies);
    EvaluationTrace report = new EvaluationTracer(catalogue).report(request, policies);
    String date = catalogue.date();
    boolean open = decision == Decision.INDETERMINATE;
    Result missing =
        open
            ? MinimalMissingSets.search(authorizer, catalogue, report, request, policies)
            : Result.NONE;
    return Explanation.of(
        decision,
        new ExplanationDetails(
            List.of(request.caller().arn(), report.facts().action(), resource(report.facts())),
            new JustificationFinder(authorizer, request, policies, report, date).of(decision),
            missing,
            open ? undocumented(report, missing) : List.of(),
            List.copyOf(report.layers().values()),
            report.grants(),
            Caveats.of(report, policies, date)));
  }

  private static String resource(RequestAttributes facts) {
    String asked = facts.request().resource().arn();
    return facts.isUnknownKey() ? asked + " (the key behind it is not known)" : asked;
  }

  private static boolean isGiven(EvaluationTrace report, PolicyType type) {
    LayerTrace.Kind kind = report.layer(type).kind();
    return kind == LayerTrace.Kind.KNOWN || kind == LayerTrace.Kind.UNKNOWN;
  }

  /** What AWS does not document about what is undecided, now or once everything is known. */
  private List<UndocumentedRule> undocumented(EvaluationTrace report, Result missing) {
    Set<UndocumentedRule> rules = EnumSet.noneOf(UndocumentedRule.class);
    addUndocumented(rules, report);
    EvaluationTracer reporter = new EvaluationTracer(catalogue);
    for (Case left : missing.leftOpen()) {
      addUndocumented(rules, reporter.report(left.request(), left.policies()));
    }
    return new ArrayList<>(rules);
  }

  private static void addUndocumented(Set<UndocumentedRule> rules, EvaluationTrace report) {
    RequestAttributes facts = report.facts();
    if (facts.isService() && isGiven(report, PolicyType.VPC_ENDPOINT)) {
      rules.add(UndocumentedRule.ENDPOINT_SERVICES);
    }
    if (facts.isNewKey() && isGiven(report, PolicyType.RESOURCE_CONTROL)) {
      rules.add(UndocumentedRule.NEW_KEY_CONTROL);
    }
    String id = facts.request().grantId();
    if (facts.isRetireGrant()
        && !id.isEmpty()
        && report.grants().grants().stream().noneMatch(one -> one.grant().grantId().equals(id))) {
      rules.add(UndocumentedRule.UNLISTED_GRANT);
    }
    for (StatementTrace statement : report.undecided()) {
      statement.parts().forEach(part -> rules.addAll(part.open()));
    }
    for (GrantTrace grant : report.grants().grants(MatchResult.INDETERMINATE)) {
      rules.addAll(grant.why().open());
    }
  }
}
