package io.kmspolicy.engine;

import io.kmspolicy.model.Caller;
import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.Decision;

/**
 * A caller, resolved once, with the rows that it asked for last.
 *
 * <pre>{@code
 * PrincipalHandle app = authorizer.principal(Caller.parse(roleSessionArn));
 * Decision decision = app.decide(decrypt, keyArn, context);
 * }</pre>
 *
 * <p>Thread-safe; share one handle among the threads of a service. A decision that was asked before
 * for the same key takes no lock and allocates nothing.
 */
public final class PrincipalHandle {

  private final Authorizer authorizer;
  private final Caller caller;
  private final RowTable rows;

  PrincipalHandle(Authorizer authorizer, Caller caller, int mostRows) {
    this.authorizer = authorizer;
    this.caller = caller;
    this.rows = new RowTable(mostRows);
  }

  /** The caller. */
  public Caller caller() {
    return caller;
  }

  /**
   * Decides.
   *
   * @param action the action
   * @param resource a key ARN, an alias ARN, or {@code *} for an action without a resource
   * @param context the condition context; asked only for the keys that a test needs
   * @throws io.kmspolicy.model.InvalidNameException if the resource is none of these
   * @throws IllegalStateException if the authorizer is closed
   */
  public Decision decide(ActionHandle action, String resource, ConditionContext context) {
    Published published = authorizer.published();
    DecisionRow row = rows.find(resource);
    int number = action.number();
    if (row == null || !row.holdsFor(published.number()) || number < 0 || !row.canDecide(number)) {
      return authorizer.decideSlowly(this, published, action, resource, context);
    }
    return row.decide(number, context);
  }

  /**
   * Decides by the action's name.
   *
   * @param action such as {@code kms:Decrypt}; letter case does not count
   * @see #decide(ActionHandle, String, ConditionContext)
   */
  public Decision decide(String action, String resource, ConditionContext context) {
    return decide(authorizer.action(action), resource, context);
  }

  /** Decides and says why; off the hot path. */
  public Explanation explain(ActionHandle action, String resource, ConditionContext context) {
    return authorizer.explain(caller, action, resource, context);
  }

  RowTable rows() {
    return rows;
  }
}
