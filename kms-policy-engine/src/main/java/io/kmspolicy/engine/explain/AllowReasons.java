package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the reasons for which a request is allowed: every alternative of lines 7 to 12 of
 * section 0 of {@code docs/semantics.md} that is certain, with its statements and grants.
 */
final class AllowReasons {

  private final EvaluationTrace report;
  private final RequestAttributes facts;
  private final Set<StatementTrace> statements = new LinkedHashSet<>();
  private final List<String> reasons = new ArrayList<>();

  private AllowReasons(EvaluationTrace report) {
    this.report = report;
    this.facts = report.attributes();
  }

  static AllowReasons of(EvaluationTrace report) {
    AllowReasons carriers = new AllowReasons(report);
    if (report.allow().isCertain()) {
      carriers.collect();
    }
    return carriers;
  }

  /** Whether no alternative is certain by itself. */
  boolean isEmpty() {
    return reasons.isEmpty();
  }

  List<StatementTrace> statements() {
    return List.copyOf(statements);
  }

  List<GrantTrace> grants() {
    return isEmpty() ? List.of() : report.grants().grants(MatchResult.MATCH);
  }

  /** One reason per alternative. */
  List<String> reasons() {
    return List.copyOf(reasons);
  }

  private void collect() {
    if (facts.isDecidedByIdentity()) {
      reasons.add(byIdentity());
      addIdentity();
      return;
    }
    if (facts.sameAccount().isImpossible() && !facts.isService()) {
      foreign();
    } else {
      own();
    }
    byGrant();
  }

  private String byIdentity() {
    if (facts.isAliasCheck()) {
      return "the caller's own policies allow it on the alias (rule 5.11)";
    }
    return facts.isNewKey()
        ? "the caller's own policies allow it on the new key (rule 5.10)"
        : "the action is about no key, and the caller's own policies allow it (rule 5.10)";
  }

  private void own() {
    Forms key = report.layer(PolicyType.KEY).allow();
    if (key.direct().isCertain()) {
      reasons.add("the key policy allows it to the caller directly (rules 4.8, 5.3)");
      addKey(match -> match.direct());
    }
    if (facts.isService()) {
      return;
    }
    if (key.role().and(report.limits()).isCertain()) {
      reasons.add("the key policy allows it to whoever is behind the session (rules 4.8, 5.3)");
      addKey(match -> match.role());
    }
    if (key.account().and(report.identityOk()).isCertain()) {
      reasons.add(
          "the key policy leaves it to the caller's account, and identity policies allow it"
              + " (rule 5.1)");
      addKey(match -> match.account());
      addIdentity();
    }
  }

  private void foreign() {
    if (report.layer(PolicyType.KEY).allows().and(report.identityOk()).isCertain()) {
      reasons.add(
          "the key policy allows it to another account, and the caller's own policies do too"
              + " (rule 4.9)");
      addKey(Forms::any);
      addIdentity();
    }
  }

  private void byGrant() {
    if (report.grants().result().isCertain()) {
      reasons.add(
          facts.isRetireGrant()
              ? "the grant lets the caller retire it (rule 5.14)"
              : "a grant covers it (rule 5.6)");
    }
  }

  /** Selects one form in which a principal element names the caller. */
  private interface Form {
    MatchResult of(Forms forms);
  }

  private void addKey(Form form) {
    for (StatementTrace statement :
        report.layer(PolicyType.KEY).statements(Effect.ALLOW, MatchResult.MATCH)) {
      if (form.of(statement.match().forms()).isCertain()) {
        statements.add(statement);
      }
    }
  }

  private void addIdentity() {
    statements.addAll(
        report.layer(PolicyType.IDENTITY).statements(Effect.ALLOW, MatchResult.MATCH));
  }
}
