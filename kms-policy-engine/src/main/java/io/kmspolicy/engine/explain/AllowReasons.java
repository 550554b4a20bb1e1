package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.Derivation;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the reasons for which a request is allowed off its derivation: every alternative of lines 7
 * to 12 of section 0 of {@code docs/semantics.md} that is certain, with its statements and grants.
 */
final class AllowReasons {

  private static final Set<PolicyType> GRANTING = EnumSet.of(PolicyType.KEY, PolicyType.IDENTITY);

  private final EvaluationTrace trace;
  private final RequestAttributes attributes;
  private final Set<StatementTrace> statements = new LinkedHashSet<>();
  private final Map<String, Derivation> reasons = new LinkedHashMap<>();

  private AllowReasons(EvaluationTrace trace) {
    this.trace = trace;
    this.attributes = trace.attributes();
  }

  static AllowReasons of(EvaluationTrace trace) {
    AllowReasons reasons = new AllowReasons(trace);
    reasons.add(trace.verdict().allow());
    return reasons;
  }

  List<StatementTrace> statements() {
    return List.copyOf(statements);
  }

  List<GrantTrace> grants() {
    return reasons.isEmpty() ? List.of() : trace.grants().grants(MatchResult.MATCH);
  }

  /** One reason per alternative, with the value that is certain. */
  Map<String, Derivation> reasons() {
    return reasons;
  }

  private void add(Derivation value) {
    if (!value.result().isMatch()) {
      return;
    }
    String reason = value instanceof Derivation.Line line ? reason(line.number()) : "";
    if (reason.isEmpty()) {
      value.operands().forEach(this::add);
      return;
    }
    reasons.put(reason, value);
    statements.addAll(granting(value, MatchResult.MATCH));
  }

  /** The statements with this result that can allow a request; others only limit it. */
  static List<StatementTrace> granting(Derivation value, MatchResult result) {
    return value.statements(result).stream()
        .filter(one -> GRANTING.contains(one.match().type()))
        .distinct()
        .toList();
  }

  /** The text for a line that allows the request; empty for another line. */
  private String reason(int line) {
    return switch (line) {
      case 7 -> "the key policy allows it to the caller directly (rules 4.8, 5.3)";
      case 8 -> "the key policy allows it to whoever is behind the session (rules 4.8, 5.3)";
      case 9 ->
          "the key policy leaves it to the caller's account, and identity policies allow it"
              + " (rule 5.1)";
      case 10 ->
          "the key policy allows it to another account, and the caller's own policies do too"
              + " (rule 4.9)";
      case 11 ->
          attributes.isRetireGrant()
              ? "the grant lets the caller retire it (rule 5.14)"
              : "a grant covers it (rule 5.6)";
      case 12 -> byIdentity();
      default -> "";
    };
  }

  private String byIdentity() {
    if (attributes.isAliasCheck()) {
      return "the caller's own policies allow it on the alias (rule 5.11)";
    }
    return attributes.isNewKey()
        ? "the caller's own policies allow it on the new key (rule 5.10)"
        : "the action is about no key, and the caller's own policies allow it (rule 5.10)";
  }
}
