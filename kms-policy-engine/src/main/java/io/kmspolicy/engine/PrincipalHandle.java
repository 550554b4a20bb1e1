package io.kmspolicy.engine;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.store.AskedResource;
import io.kmspolicy.engine.store.CallerRows;
import io.kmspolicy.engine.store.RowStore;
import io.kmspolicy.engine.store.Rows;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A caller, resolved once, with a cache of its most recent rows.
 *
 * <pre>{@code
 * PrincipalHandle app = authorizer.principal(Caller.parse(roleSessionArn));
 * Decision decision = app.decide(decrypt, keyArn, context);
 * }</pre>
 *
 * <p>A decision uses either the policies of the published snapshot or the policies that are passed
 * to it, never both.
 *
 * <p>The sessions of a role share their rows. A session has rows of its own only where policies can
 * tell it from other sessions before the context is read: the snapshot lists the session, a policy
 * or a grant names a session of the role as a principal, or a session policy is passed.
 *
 * <p>Thread-safe; share one handle among the threads of a service. A repeated decision on the same
 * key and action, with the same policies, takes no lock, and allocates nothing unless conditions
 * remain whose keys are unknown.
 */
public final class PrincipalHandle {

  /** This field and the next one are all that a repeated decision reads of a handle. */
  private final DecisionPoint point;

  /**
   * The rows that the last decision on a snapshot used. Null if the authorizer has listeners, so
   * that only the slower path has to call them.
   */
  private Rows.@Nullable OfSnapshot current;

  private final Caller caller;

  /**
   * The rows that the sessions of the caller's role share, which live as long as a handle refers to
   * them; null for other callers. A session that has policies of its own does not use them.
   */
  private final @Nullable CallerRows shared;

  /** The rows of this caller only; null until the first one is needed. */
  private @Nullable CallerRows own;

  /** As {@link #current}, for the last decision on passed policies. */
  private Rows.@Nullable OfPassed passed;

  PrincipalHandle(DecisionPoint point, Caller caller) {
    this.point = point;
    this.caller = caller;
    this.shared = caller instanceof RoleCaller role ? point.store().of(role.anySession()) : null;
  }

  /** The caller, as a text. */
  @Override
  public String toString() {
    return "PrincipalHandle[" + Quoting.oneLine(caller.arn()) + "]";
  }

  /** The caller. */
  public Caller caller() {
    return caller;
  }

  /**
   * Decides on the policies of the published snapshot.
   *
   * @param action the action
   * @param resource a key ARN, an alias ARN, or {@code *} for an action without a resource
   * @param context the condition context; asked only for the keys that a test needs
   * @throws io.kmspolicy.model.resource.InvalidNameException if the resource is not one of these
   * @throws IllegalStateException if the authorizer is closed
   */
  public Decision decide(ActionHandle action, String resource, ConditionContext context) {
    return decide(point.published(), action, resource, context);
  }

  /**
   * Decides several actions on one resource: what may the caller do with a key? The answers belong
   * to the policies of one published snapshot, and each is the answer that {@link
   * #decide(ActionHandle, String, ConditionContext)} gives. The row of the resource is looked up
   * once.
   *
   * <pre>{@code
   * List<Decision> each = app.decideAll(authorizer.actionsOf("ReEncrypt"), keyArn, context);
   * }</pre>
   *
   * @param actions the actions
   * @param resource a key ARN, an alias ARN, or {@code *} for actions without a resource
   * @param context the condition context of all questions
   * @return the decisions in the order of the actions; immutable
   * @throws io.kmspolicy.model.resource.InvalidNameException if the resource is not one of these
   * @throws IllegalStateException if the authorizer is closed
   */
  public List<Decision> decideAll(
      List<ActionHandle> actions, String resource, ConditionContext context) {
    PublishedSnapshot published = point.published();
    Decision[] decisions = new Decision[actions.size()];
    DecisionRow row = null;
    for (int i = 0; i < decisions.length; i++) {
      ActionHandle action = actions.get(i);
      int number = action.number();
      if (row == null || number < 0 || !row.canDecide(number)) {
        decisions[i] = decide(published, action, resource, context);
        row = currentRow(published, resource);
      } else {
        decisions[i] = row.decide(number, context, resource);
      }
    }
    return List.of(decisions);
  }

  /**
   * Decides one action on several resources: which of these keys may the caller use? The answers
   * belong to the policies of one published snapshot, and each is the answer that {@link
   * #decide(ActionHandle, String, ConditionContext)} gives.
   *
   * @param action the action
   * @param resources key ARNs, alias ARNs, or {@code *}
   * @param context the condition context of all questions; where it differs between the resources,
   *     ask for each of them
   * @return the decisions in the order of the resources; immutable
   * @throws io.kmspolicy.model.resource.InvalidNameException if a resource is not one of these;
   *     then there are no decisions
   * @throws IllegalStateException if the authorizer is closed
   */
  public List<Decision> decideAll(
      ActionHandle action, List<String> resources, ConditionContext context) {
    PublishedSnapshot published = point.published();
    Decision[] decisions = new Decision[resources.size()];
    for (int i = 0; i < decisions.length; i++) {
      decisions[i] = decide(published, action, resources.get(i), context);
    }
    return List.of(decisions);
  }

  /** The decision on the policies of a snapshot. */
  private Decision decide(
      PublishedSnapshot published, ActionHandle action, String resource, ConditionContext context) {
    DecisionRow row = currentRow(published, resource);
    int number = action.number();
    return row != null && number >= 0 && row.canDecide(number)
        ? row.decide(number, context, resource)
        : findRowAndDecide(published, caller, action, resource, context);
  }

  /** The row of the last decisions for a resource, if it is of this snapshot. */
  private @Nullable DecisionRow currentRow(PublishedSnapshot published, String resource) {
    Rows.OfSnapshot now = current;
    return now != null && now.isOf(published.keys()) ? now.find(resource) : null;
  }

  /**
   * Decides on policies that the application passes. The decision depends on exactly these
   * policies: compiled forms and rows are reused only if they were built from the same or equal
   * objects. Pass the same objects as long as the policies do not change; a repeated decision then
   * only compares references.
   *
   * <p>The first decision on new policies compiles them on the calling thread, in time linear in
   * their size and once for equal policies: 50,000 grants, which KMS allows on one key, take tens
   * of milliseconds. An application that cannot wait publishes the policies first ({@link
   * Authorizer#publish}) on a thread of its own: what is compiled for the published policies is
   * used for equal policies that are passed later, as long as they are published.
   *
   * @param action the action
   * @param resource the resource
   * @param own the caller's current layers
   * @param key the resource's current layers
   * @param context the condition context; asked only for the keys that a test needs
   * @throws IllegalStateException if the authorizer is closed
   */
  public Decision decide(
      ActionHandle action,
      KmsResource resource,
      PrincipalPolicies own,
      KeyPolicies key,
      ConditionContext context) {
    return decide(caller, action, resource, own, key, context);
  }

  /**
   * Decides for this caller, or for one of its sessions if it is any session of a role.
   *
   * @param actual the caller of this handle, or a session
   */
  Decision decide(
      Caller actual,
      ActionHandle action,
      KmsResource resource,
      PrincipalPolicies own,
      KeyPolicies key,
      ConditionContext context) {
    point.requireOpen();
    Rows.OfPassed now = passed;
    int number = action.number();
    if (now != null && now.isOf(own) && number >= 0) {
      DecisionRow found = now.find(resource.arn(), key);
      if (found != null && found.canDecide(number)) {
        return found.decide(number, context, resource.arn());
      }
    }
    return findRowAndDecide(
        point.passed(resource, own, key), actual, action, resource.arn(), context);
  }

  /**
   * The first decision of this handle on these policies for this resource or action, and every
   * decision that listeners receive.
   */
  private Decision findRowAndDecide(
      Basis basis, Caller actual, ActionHandle action, String arn, ConditionContext context) {
    DecisionRow row = row(basis, actual, arn, action.number());
    Decision decision =
        row == null
            ? point.evaluate(basis, actual, action, arn, context)
            : row.decide(action.number(), context, arn);
    DecisionListeners listeners = point.listeners();
    if (listeners != null) {
      listeners.decided(actual, action, arn, context, decision);
    }
    return decision;
  }

  /** What decides a question on passed policies; null if it has no compiled form. */
  @Nullable Object residual(
      Caller actual,
      ActionHandle action,
      KmsResource resource,
      PrincipalPolicies own,
      KeyPolicies key) {
    DecisionRow row =
        row(point.passed(resource, own, key), actual, resource.arn(), action.number());
    return row == null ? null : point.store().residual(row, action.number(), resource.arn());
  }

  /** The row that can decide an action; null if the compiled form takes no such question. */
  private @Nullable DecisionRow row(Basis basis, Caller actual, String arn, int action) {
    if (action == ActionIndex.NONE) {
      return null;
    }
    try {
      return ready(basis, actual, arn, action);
    } catch (PolicyTooLargeException tooLarge) {
      return null;
    }
  }

  private DecisionRow ready(Basis basis, Caller actual, String arn, int action) {
    Rows ofRole = sharedRows(basis, actual);
    Rows now = ofRole == null ? basis.rows(own(actual)) : ofRole;
    // The handle of any session of a role decides for many callers.
    if (ofRole != null || !(caller instanceof AnyRoleSession)) {
      remember(now);
    }
    // Rows of a snapshot are found without the policies of the resource.
    DecisionRow found =
        now instanceof Rows.OfSnapshot ofSnapshot
            ? ofSnapshot.find(arn)
            : now.find(arn, basis.policiesOf(arn));
    if (found != null && found.canDecide(action)) {
      return found;
    }
    KeyPolicies policies = basis.policiesOf(arn);
    RowStore store = point.store();
    AskedResource asked =
        new AskedResource(
            basis.own(arn), basis.resource(arn), policies, store.compiled().key(policies));
    boolean isApart =
        ofRole != null
            && actual instanceof RoleCaller session
            && asked.compiled().namesSessionOf(session);
    return isApart
        ? store.ready(basis.principal(actual), asked, action)
        : now.ready(store, asked, action);
  }

  /** The rows of the caller's role; null if its sessions do not share rows on these policies. */
  private @Nullable Rows sharedRows(Basis basis, Caller actual) {
    if (shared == null || !(actual instanceof RoleCaller session) || basis.setsApart(session)) {
      return null;
    }
    Rows rows = basis.rows(shared);
    return rows.principal().namesSessionOf(session) ? null : rows;
  }

  /** The rows of one caller: of this one, or of the session for which this handle decides. */
  private CallerRows own(Caller actual) {
    if (!actual.equals(caller)) {
      return point.store().of(actual);
    }
    CallerRows rows = own;
    if (rows == null) {
      rows = point.store().of(caller);
      own = rows;
    }
    return rows;
  }

  private void remember(Rows now) {
    if (point.listeners() != null) {
      return;
    }
    if (now instanceof Rows.OfSnapshot ofSnapshot) {
      current = ofSnapshot;
    } else if (now instanceof Rows.OfPassed ofPassed) {
      passed = ofPassed;
    }
  }

  /**
   * Decides by the action's name, on the policies of the published snapshot.
   *
   * @param action the action, such as {@code kms:Decrypt}; letter case is ignored
   * @see #decide(ActionHandle, String, ConditionContext)
   */
  public Decision decide(String action, String resource, ConditionContext context) {
    return decide(point.action(action), resource, context);
  }

  /** Whether the next decision for a resource in the same snapshot finds its row at once. */
  boolean hasRow(String resource) {
    Rows.OfSnapshot now = current;
    return now != null && now.find(resource) != null;
  }
}
