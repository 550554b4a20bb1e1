package io.kmspolicy.engine;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowTable;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import org.jspecify.annotations.Nullable;

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
  private final int mostRows;

  /** Replaced whole; a thread that sees an older one makes it again. */
  private @Nullable Current current;

  /**
   * What the caller was compiled to in a snapshot, and the rows that hold for that. Knows the
   * snapshot by its number, so that a handle that nobody asks keeps no old one.
   */
  record Current(int number, CompiledPrincipal principal, RowTable rows) {}

  PrincipalHandle(Authorizer authorizer, Caller caller, int mostRows) {
    this.authorizer = authorizer;
    this.caller = caller;
    this.mostRows = mostRows;
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
   * @throws io.kmspolicy.model.resource.InvalidNameException if the resource is none of these
   * @throws IllegalStateException if the authorizer is closed
   */
  public Decision decide(ActionHandle action, String resource, ConditionContext context) {
    PublishedSnapshot published = authorizer.published();
    Current now = current;
    if (now == null || now.number() != published.number()) {
      now = in(published);
    }
    DecisionRow row = now.rows().find(resource);
    int number = action.number();
    if (row == null || number < 0 || !row.canDecide(number)) {
      return authorizer.decideSlowly(this, now, published, action, resource, context);
    }
    return row.decide(number, context);
  }

  /** After a snapshot change: what the caller is now. */
  private Current in(PublishedSnapshot published) {
    CompiledPrincipal principal = published.principal(caller);
    Current before = current;
    RowTable rows =
        before != null && isSame(before.principal(), principal)
            ? published.stillValid(before.rows(), before.number())
            : new RowTable(mostRows);
    Current now = new Current(published.number(), principal, rows);
    if (before == null || before.number() < published.number()) {
      current = now;
    }
    return now;
  }

  @SuppressWarnings("ReferenceEquality") // equal ones would do too, but comparing them is dear
  private static boolean isSame(CompiledPrincipal one, CompiledPrincipal other) {
    return one == other;
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

  /** Forgets all rows. */
  void clear() {
    current = null;
  }
}
