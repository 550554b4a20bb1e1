package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What one layer says of a request.
 *
 * @param type the layer
 * @param kind what is known of the layer
 * @param reason why the layer does not apply, or only perhaps; empty if it does
 * @param deny whether it denies the request
 * @param allow how it allows the request; as a filter, whether it lets the request pass
 * @param levels its policies by level; one level without a name for layers that have none
 */
public record LayerTrace(
    PolicyType type,
    Kind kind,
    RedactableText reason,
    MatchResult deny,
    Forms allow,
    List<LevelReport> levels) {

  /** What is known of a layer. */
  public enum Kind {
    /** It does not bind this caller or this request (rule 4.2). */
    NOT_APPLICABLE,
    /** There is none. */
    NONE,
    /** It could not be read. */
    UNKNOWN,
    /** Its policies are known. */
    KNOWN
  }

  public LayerTrace {
    levels = List.copyOf(levels);
  }

  /** One level of an organization, or the whole of another layer. */
  public record LevelReport(String target, List<PolicyReport> policies) {
    public LevelReport {
      policies = List.copyOf(policies);
    }

    /** How the level's statements of one effect match. */
    public Forms forms(Effect effect) {
      Forms forms = Forms.NONE;
      for (PolicyReport policy : policies) {
        for (StatementTrace statement : policy.statements()) {
          if (statement.match().statement().effect() == effect) {
            forms = forms.or(statement.match().forms());
          }
        }
      }
      return forms;
    }
  }

  /** One policy. */
  public record PolicyReport(String name, List<StatementTrace> statements) {
    public PolicyReport {
      statements = List.copyOf(statements);
    }
  }

  /** Every statement of the layer, in order. */
  public List<StatementTrace> statements() {
    List<StatementTrace> statements = new ArrayList<>();
    for (LevelReport level : levels) {
      level.policies().forEach(policy -> statements.addAll(policy.statements()));
    }
    return statements;
  }

  /** The statements of one effect that match so. */
  public List<StatementTrace> statements(Effect effect, MatchResult result) {
    return statements().stream()
        .filter(one -> one.match().statement().effect() == effect && one.result() == result)
        .toList();
  }

  /** Whether the layer allows the request in any way, or lets it pass. */
  public MatchResult allows() {
    return allow.any();
  }

  public boolean isKnown() {
    return kind == Kind.KNOWN;
  }
}
