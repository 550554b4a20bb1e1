package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The trace of one layer.
 *
 * @param type the layer
 * @param kind whether the layer applies and is known
 * @param reason why the layer does not apply or applies only perhaps; empty if it applies
 * @param deny whether the layer denies the request
 * @param allow by which form of the principal the layer allows the request; for a filter, whether
 *     it lets the request pass
 * @param levels its policies by level; a layer without levels has one level with an empty name
 */
public record LayerTrace(
    PolicyType type,
    Kind kind,
    RedactableText reason,
    MatchResult deny,
    Forms allow,
    List<LevelTrace> levels) {

  /** Whether a layer applies and is known. */
  public enum Kind {
    /** It does not apply to this caller or this request (rule 4.2). */
    NOT_APPLICABLE,
    /** No policy is attached. */
    NONE,
    /** It could not be read. */
    UNKNOWN,
    /** Its policies are known. */
    KNOWN
  }

  public LayerTrace {
    levels = List.copyOf(levels);
  }

  /** The trace of one level of an organization, or of the whole of another layer. */
  public record LevelTrace(String target, List<PolicyTrace> policies) {
    public LevelTrace {
      policies = List.copyOf(policies);
    }

    /** How the level's statements of one effect match. */
    public Forms forms(Effect effect) {
      Forms forms = Forms.NONE;
      for (PolicyTrace policy : policies) {
        for (StatementTrace statement : policy.statements()) {
          if (statement.match().statement().effect() == effect) {
            forms = forms.or(statement.match().forms());
          }
        }
      }
      return forms;
    }
  }

  public record PolicyTrace(String name, List<StatementTrace> statements) {
    public PolicyTrace {
      statements = List.copyOf(statements);
    }
  }

  /** Every statement of the layer, in order. */
  public List<StatementTrace> statements() {
    List<StatementTrace> statements = new ArrayList<>();
    for (LevelTrace level : levels) {
      level.policies().forEach(policy -> statements.addAll(policy.statements()));
    }
    return statements;
  }

  /** Whether the layer allows the request in any way, or lets it pass. */
  public MatchResult allows() {
    return allow.any();
  }

  public boolean isKnown() {
    return kind == Kind.KNOWN;
  }
}
