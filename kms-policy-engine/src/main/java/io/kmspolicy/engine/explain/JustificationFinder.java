package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Finds the statements and grants that determine a decision, and the reasons as text.
 *
 * @param date the date of the catalogue
 */
record JustificationFinder(
    BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer,
    AuthorizationRequest request,
    PolicySet policies,
    EvaluationTrace trace,
    String date) {

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
    AllowReasons allowReasons = AllowReasons.of(trace);
    if (!allowReasons.reasons().isEmpty()) {
      return new Justification(
          allowReasons.statements(),
          allowReasons.grants(),
          false,
          List.copyOf(allowReasons.reasons().keySet()));
    }
    List<StatementTrace> candidates =
        AllowReasons.granting(trace.verdict().allow(), MatchResult.INDETERMINATE);
    List<GrantTrace> grants = new ArrayList<>(trace.grants().grants(MatchResult.MATCH));
    grants.addAll(trace.grants().grants(MatchResult.INDETERMINATE));
    return jointly(candidates, grants, Decision.ALLOWED, "allow");
  }

  private Justification explicitDeny() {
    List<StatementTrace> certain = trace.denies(MatchResult.MATCH);
    if (!certain.isEmpty()) {
      List<String> reasons = new ArrayList<>();
      certain.forEach(
          statement -> reasons.add(StatementLabels.of(statement) + " denies it (rule 4.1)"));
      return new Justification(certain, List.of(), false, reasons);
    }
    return jointly(
        trace.denies(MatchResult.INDETERMINATE), List.of(), Decision.EXPLICIT_DENY, "deny");
  }

  private Justification jointly(
      List<StatementTrace> candidates, List<GrantTrace> grants, Decision decision, String verb) {
    List<StatementTrace> needed =
        new MinimalStatementSet(authorizer, request).of(policies, candidates, decision);
    List<String> reasons = new ArrayList<>();
    reasons.add(
        "for every value that what is unknown may have, some of these "
            + verb
            + " it; none does for certain by itself (rule 6.13)");
    if (candidates.size() > MinimalStatementSet.MAX_CANDIDATES) {
      reasons.add("fewer of these may be enough: they are too many to leave out each");
    }
    return new Justification(needed, grants, true, reasons);
  }

  /**
   * The conditions for permission that fail for certain; or those that may fail, if only the case
   * analysis of unknowns decided.
   */
  private List<String> missing() {
    List<String> failing = shortfalls();
    if (allows().isNoMatch()) {
      return failing;
    }
    List<String> reasons = new ArrayList<>();
    reasons.add(
        "for every value that what is unknown may have, some of these fails; none fails for"
            + " certain by itself (rule 6.13)");
    reasons.addAll(failing);
    return reasons;
  }

  private List<String> shortfalls() {
    return List.copyOf(DenyReasons.of(trace, date).keySet());
  }

  private MatchResult allows() {
    return trace.verdict().allow().result();
  }

  private List<String> denied() {
    List<String> reasons = new ArrayList<>(missing());
    reasons.addAll(possibleDenies(reasons));
    return reasons;
  }

  private List<String> open() {
    List<String> reasons = new ArrayList<>();
    if (allows() == MatchResult.INDETERMINATE) {
      reasons.addAll(shortfalls());
    }
    reasons.addAll(possibleDenies(reasons));
    if (reasons.isEmpty()) {
      reasons.add("what is known allows it in some cases and not in others (rule 6.4)");
    }
    return reasons;
  }

  /**
   * The statements and unknown layers that may deny the request, without the layers that the given
   * reasons mention.
   */
  private List<String> possibleDenies(List<String> known) {
    List<String> reasons = new ArrayList<>();
    for (StatementTrace deny : trace.denies(MatchResult.INDETERMINATE)) {
      reasons.add(StatementLabels.of(deny) + " may deny it");
    }
    for (LayerTrace layer : trace.layers().values()) {
      String unknown = DenyReasons.unknown(layer.type());
      if (layer.kind() == LayerTrace.Kind.UNKNOWN && !known.contains(unknown)) {
        reasons.add(unknown + " (rule 6.5)");
      }
    }
    return reasons;
  }
}
