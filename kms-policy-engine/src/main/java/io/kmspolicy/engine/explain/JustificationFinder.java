package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.DenyReasons.Shortfall;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Finds what settled a decision, and says why line by line. */
final class JustificationFinder {

  private final BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer;
  private final AuthorizationRequest request;
  private final PolicySet policies;
  private final EvaluationTrace report;
  private final String date;

  /**
   * For one question.
   *
   * @param date the day of the catalogue
   */
  JustificationFinder(
      BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer,
      AuthorizationRequest request,
      PolicySet policies,
      EvaluationTrace report,
      String date) {
    this.authorizer = authorizer;
    this.request = request;
    this.policies = policies;
    this.report = report;
    this.date = date;
  }

  Justification of(Decision decision) {
    return switch (decision) {
      case ALLOWED -> allowed();
      case EXPLICIT_DENY -> explicitDeny();
      case IMPLICIT_DENY -> Justification.because(missing());
      case DENIED -> Justification.because(denied());
      case INDETERMINATE -> Justification.because(open());
    };
  }

  private Justification allowed() {
    AllowReasons carriers = AllowReasons.of(report);
    if (!carriers.isEmpty()) {
      return new Justification(carriers.statements(), carriers.grants(), false, carriers.reasons());
    }
    List<StatementTrace> candidates = new ArrayList<>();
    for (PolicyType type : List.of(PolicyType.KEY, PolicyType.IDENTITY)) {
      candidates.addAll(report.layer(type).statements(Effect.ALLOW, MatchResult.MATCH));
      candidates.addAll(report.layer(type).statements(Effect.ALLOW, MatchResult.INDETERMINATE));
    }
    List<GrantTrace> grants = new ArrayList<>(report.grants().grants(MatchResult.MATCH));
    grants.addAll(report.grants().grants(MatchResult.INDETERMINATE));
    return together(candidates, grants, Decision.ALLOWED, "allow");
  }

  private Justification explicitDeny() {
    List<StatementTrace> certain = report.denies(MatchResult.MATCH);
    if (!certain.isEmpty()) {
      List<String> reasons = new ArrayList<>();
      certain.forEach(one -> reasons.add(StatementLabels.of(one) + " denies it (rule 4.1)"));
      return new Justification(certain, List.of(), false, reasons);
    }
    return together(
        report.denies(MatchResult.INDETERMINATE), List.of(), Decision.EXPLICIT_DENY, "deny");
  }

  private Justification together(
      List<StatementTrace> candidates, List<GrantTrace> grants, Decision decision, String verb) {
    List<StatementTrace> needed =
        new MinimalStatementSet(authorizer, request).of(policies, candidates, decision);
    String reason =
        "for every value that what is unknown may have, some of these "
            + verb
            + " it; none does for certain by itself (rule 6.13)";
    return new Justification(needed, grants, true, List.of(reason));
  }

  /** What is missing for certain, or what may be where the analysis of all cases decided. */
  private List<String> missing() {
    List<String> certain = shortfalls(MatchResult.NO_MATCH);
    if (report.allow().isImpossible() && !certain.isEmpty()) {
      return certain;
    }
    List<String> together = new ArrayList<>();
    together.add(
        "for every value that what is unknown may have, some of these fails; none fails for"
            + " certain by itself (rule 6.13)");
    together.addAll(shortfalls(MatchResult.INDETERMINATE));
    return together;
  }

  private List<String> denied() {
    List<String> reasons = new ArrayList<>(missing());
    reasons.addAll(possibleDenies(reasons));
    return reasons;
  }

  private List<String> open() {
    List<String> reasons = new ArrayList<>(shortfalls(MatchResult.INDETERMINATE));
    reasons.addAll(possibleDenies(reasons));
    if (reasons.isEmpty()) {
      reasons.add("what is known allows it in some cases and not in others (rule 6.4)");
    }
    return reasons;
  }

  private List<String> shortfalls(MatchResult result) {
    return DenyReasons.of(report, date).stream()
        .filter(shortfall -> shortfall.result() == result)
        .map(Shortfall::words)
        .toList();
  }

  /** What may deny the request; unknown layers that are among the reasons already are left out. */
  private List<String> possibleDenies(List<String> told) {
    List<String> reasons = new ArrayList<>();
    for (StatementTrace deny : report.denies(MatchResult.INDETERMINATE)) {
      reasons.add(StatementLabels.of(deny) + " may deny it");
    }
    for (LayerTrace layer : report.layers().values()) {
      String unknown = DenyReasons.unknown(layer.type());
      if (layer.kind() == LayerTrace.Kind.UNKNOWN && !told.contains(unknown)) {
        reasons.add(unknown + " (rule 6.5)");
      }
    }
    return reasons;
  }
}
