package io.kmspolicy.replay.suggest;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;

/**
 * A call of which it is not known what it needed of policies, because the record does not name the
 * caller or the key, or the decision is open.
 */
public sealed interface UncertainCall permits UnnamedCall, UnplacedCall {

  /** The action. */
  String action();

  /** Whether the principal element of a statement may include the caller. */
  boolean mayBeIn(Statement statement);

  /**
   * Whether identity policies may be those of the caller.
   *
   * @param owner the ARN of a user or role
   */
  boolean mayBeBy(String owner);

  /** Whether a grant may be for the caller. */
  boolean mayBeFor(Grant grant);

  /** Whether a statement of any policy may have the action. */
  default boolean isActionOf(Statement statement) {
    return !StatementAnalysis.of(PolicyType.KEY, true).action(statement, action()).isNoMatch();
  }

  /** Whether a statement of a key policy may match the call. */
  default boolean mayMatch(Statement statement) {
    return isActionOf(statement) && mayBeIn(statement);
  }
}
