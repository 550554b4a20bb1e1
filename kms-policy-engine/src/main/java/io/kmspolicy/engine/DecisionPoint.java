package io.kmspolicy.engine;

import io.kmspolicy.engine.match.SettledKeys;
import io.kmspolicy.engine.store.RowStore;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shared state of the principals of one {@link Authorizer}: the published snapshot, the
 * compiled policies, and the rows. Thread-safe.
 */
final class DecisionPoint {

  private static final String CLOSED = "the authorizer is closed";

  private final RowStore store;
  private final Uncompiled evaluator;
  private final SettledKeys.@Nullable Derivation settled;
  private final ActionResolver actions;

  /** Null if nobody receives decisions. */
  private final @Nullable DecisionListeners listeners;

  private volatile long publishedNanos;

  /** The snapshot that decides now; null once closed. */
  private volatile @Nullable PublishedSnapshot published;

  /**
   * A decision point.
   *
   * @param evaluator decides what the compiled form does not support
   * @param settled tells which condition keys callers and resources settle; null if contexts tell
   *     all values
   */
  DecisionPoint(
      RowStore store,
      ActionResolver actions,
      Uncompiled evaluator,
      SettledKeys.@Nullable Derivation settled,
      PolicySnapshot first,
      @Nullable DecisionListeners listeners) {
    this.store = store;
    this.actions = actions;
    this.evaluator = evaluator;
    this.settled = settled;
    this.published = PublishedSnapshot.first(first, store.compiled());
    this.listeners = listeners;
  }

  /**
   * Decides what has no compiled form. It keeps the classes of explanations and of the reference
   * out of the hot path's classes.
   */
  interface Uncompiled {
    Decision decide(AuthorizationRequest request, PolicySet policies);
  }

  /** Who receives decisions, or null. */
  @Nullable DecisionListeners listeners() {
    return listeners;
  }

  RowStore store() {
    return store;
  }

  /** Compiles a snapshot and then publishes it. */
  synchronized void publish(PolicySnapshot snapshot) {
    published = published().next(snapshot);
    publishedNanos = System.nanoTime() | 1; // Never 0.
  }

  synchronized void close() {
    published = null;
    store.clear();
  }

  boolean isOpen() {
    return published != null;
  }

  void requireOpen() {
    if (published == null) {
      throw new IllegalStateException(CLOSED);
    }
  }

  PublishedSnapshot published() {
    PublishedSnapshot now = published;
    if (now == null) {
      throw new IllegalStateException(CLOSED);
    }
    return now;
  }

  /** The handle of an action. Letter case is ignored. */
  ActionHandle action(String name) {
    return actions.action(name);
  }

  /** The handles of the actions that an operation needs. */
  List<ActionHandle> actionsOf(String operation) {
    return actions.actionsOf(operation);
  }

  /** When policies were published last, by the clock of {@link System#nanoTime}; 0 if never. */
  long publishedNanos() {
    return publishedNanos;
  }

  /** Policies that are passed with a question. */
  Basis passed(KmsResource resource, PrincipalPolicies own, KeyPolicies key) {
    return new Basis.OfPassed(store.compiled(), resource, own, key);
  }

  /** The decision without the compiled form. */
  Decision evaluate(
      Basis basis, Caller caller, ActionHandle action, String arn, ConditionContext context) {
    Question question = question(basis, caller, action, arn, context);
    return evaluator.decide(question.request(), question.policies());
  }

  /** A request with all policies that may affect its decision. */
  record Question(AuthorizationRequest request, PolicySet policies) {}

  /**
   * The question whether a caller may do something, in the context that is decided on: with what
   * the caller and the resource settle, if they do.
   */
  Question question(
      Basis basis, Caller caller, ActionHandle action, String arn, ConditionContext context) {
    KeyPolicies key = basis.policiesOf(arn);
    Caller resolved = basis.resolved(caller);
    KmsResource resource = basis.resource(arn);
    ConditionContext decided =
        settled == null ? context : settled.of(resolved, action.name(), resource).in(context);
    return new Question(
        AuthorizationRequest.of(resolved, action.name(), resource, decided, key.manager()),
        PolicySet.of(basis.policiesOf(caller), key));
  }
}
