package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.SettlingSets.Result;
import io.kmspolicy.engine.explain.UnknownThing.Case;
import io.kmspolicy.engine.match.RequestFacts;
import io.kmspolicy.engine.report.GrantReport;
import io.kmspolicy.engine.report.OpenRule;
import io.kmspolicy.engine.report.Report;
import io.kmspolicy.engine.report.Reporter;
import io.kmspolicy.engine.report.StatementReport;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
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
    Report report = new Reporter(catalogue).report(request, policies);
    String date = catalogue.date();
    boolean open = decision == Decision.INDETERMINATE;
    Result missing =
        open ? SettlingSets.search(authorizer, catalogue, report, request, policies) : Result.NONE;
    return Explanation.of(
        decision,
        new Details(
            List.of(request.caller().arn(), report.facts().action(), resource(report.facts())),
            new Determiner(authorizer, request, policies, report, date).of(decision),
            missing,
            open ? undocumented(report, missing) : List.of(),
            List.copyOf(report.layers().values()),
            report.grants(),
            Notes.of(report, policies, date)));
  }

  private static String resource(RequestFacts facts) {
    String asked = facts.request().resource().arn();
    return facts.isUnknownKey() ? asked + " (the key behind it is not known)" : asked;
  }

  /** What AWS does not document about what is undecided, now or once everything is known. */
  private List<OpenRule> undocumented(Report report, Result missing) {
    Set<OpenRule> rules = EnumSet.noneOf(OpenRule.class);
    addUndocumented(rules, report);
    Reporter reporter = new Reporter(catalogue);
    for (Case left : missing.leftOpen()) {
      addUndocumented(rules, reporter.report(left.request(), left.policies()));
    }
    return new ArrayList<>(rules);
  }

  private static void addUndocumented(Set<OpenRule> rules, Report report) {
    for (StatementReport statement : report.undecided()) {
      statement.parts().forEach(part -> rules.addAll(part.open()));
    }
    for (GrantReport grant : report.grants().grants(MatchResult.INDETERMINATE)) {
      rules.addAll(grant.why().open());
    }
  }
}
