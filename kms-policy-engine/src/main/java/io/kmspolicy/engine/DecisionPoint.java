package io.kmspolicy.engine;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.GroupRows;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowCache;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The shared state of the principals of one {@link Authorizer}: the published snapshot, the
 * compiled policies, and the rows. Thread-safe.
 */
final class DecisionPoint {

  private static final String CLOSED = "the authorizer is closed";

  private final PolicyCompiler compiler;
  private final RowInterner interner;
  private final CompilationCache compiled;
  private final RowCache rows;
  private final Uncompiled evaluator;
  private final ActionResolver actions;

  /** Null if nobody receives decisions. */
  private final @Nullable Receiver receiver;

  /** The decisions that made or extended a row, and their time. Off the hot path. */
  private final LongAdder firsts = new LongAdder();

  private final LongAdder firstNanos = new LongAdder();

  private volatile long publishedNanos;

  /** The snapshot that decides now; null once closed. */
  private volatile @Nullable PublishedSnapshot published;

  DecisionPoint(
      PolicyCompiler compiler,
      RowInterner interner,
      long rowBytes,
      Uncompiled evaluator,
      PolicySnapshot first) {
    this(compiler, interner, rowBytes, evaluator, first, null);
  }

  DecisionPoint(
      PolicyCompiler compiler,
      RowInterner interner,
      long rowBytes,
      Uncompiled evaluator,
      PolicySnapshot first,
      @Nullable Receiver receiver) {
    this.receiver = receiver;
    this.compiler = compiler;
    this.interner = interner;
    this.actions = new ActionResolver(compiler.catalogue(), compiler.index());
    this.compiled = new CompilationCache(compiler);
    this.rows = new RowCache(compiler, interner, rowBytes);
    this.evaluator = evaluator;
    this.published = PublishedSnapshot.first(first, compiled);
  }

  /**
   * Decides what has no compiled form, and explains. It keeps the classes of explanations and of
   * the reference out of the hot path's classes.
   */
  interface Uncompiled {
    Decision decide(AuthorizationRequest request, PolicySet policies);

    Explanation explain(AuthorizationRequest request, PolicySet policies);
  }

  /** Receives decisions. It keeps the classes of listeners out of the hot path's classes. */
  interface Receiver {
    void decided(
        Caller caller,
        ActionHandle action,
        String resource,
        ConditionContext context,
        Decision decision);
  }

  /** Who receives decisions, or null. */
  @Nullable Receiver receiver() {
    return receiver;
  }

  /** Compiles a snapshot and then publishes it. */
  synchronized void publish(PolicySnapshot snapshot) {
    published = published().next(snapshot);
    publishedNanos = System.nanoTime() | 1; // Never 0.
  }

  synchronized void close() {
    published = null;
    rows.clear();
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

  /** Whether the published snapshot lists this session itself; false once it is closed. */
  boolean isListed(RoleCaller session) {
    PublishedSnapshot now = published;
    return now != null && now.isListed(session);
  }

  /** The handle of an action. Letter case is ignored. */
  ActionHandle action(String name) {
    return actions.action(name);
  }

  /** The handles of the actions that an operation needs. */
  List<ActionHandle> actionsOf(String operation) {
    return actions.actionsOf(operation);
  }

  RowStatistics statistics() {
    return new RowStatistics(
        rows.found(), rows.made(), rows.extended(), rows.evicted(), rows.size());
  }

  /** The approximate size of the rows behind the handles in bytes. */
  long rowBytes() {
    return rows.bytes();
  }

  /** How many decisions made or extended a row so far. */
  long firstDecisions() {
    return firsts.sum();
  }

  /** How many nanoseconds these decisions took to have their rows. */
  long firstDecisionNanos() {
    return firstNanos.sum();
  }

  /** When policies were published last, by the clock of {@link System#nanoTime}; 0 if never. */
  long publishedNanos() {
    return publishedNanos;
  }

  private void countFirst(long start) {
    firsts.increment();
    firstNanos.add(System.nanoTime() - start);
  }

  /** The number of callers and resources that were compiled so far. */
  long compilations() {
    return compiled.compilations();
  }

  CompiledPrincipal compile(Caller caller, PrincipalPolicies policies) {
    return compiled.principal(caller, policies);
  }

  /** Whether the layers of a resource name a session of a role as a principal. */
  boolean namesSessionOf(RoleCaller role, KeyPolicies policies) {
    return compiled.key(policies).namesSessionOf(role);
  }

  /** The row of a principal and a resource, given by its ARN. */
  DecisionRow row(CompiledPrincipal principal, String arn, KeyPolicies policies, int action) {
    CompiledKey key = compiled.key(policies);
    DecisionRow found = rows.find(principal, arn, key, action);
    return found != null
        ? found
        : make(principal, arn, KmsResource.parse(arn), policies, key, action);
  }

  /** The row of a principal and a resource. */
  DecisionRow row(
      CompiledPrincipal principal, KmsResource resource, KeyPolicies policies, int action) {
    CompiledKey key = compiled.key(policies);
    String arn = resource.arn();
    DecisionRow found = rows.find(principal, arn, key, action);
    return found != null ? found : make(principal, arn, resource, policies, key, action);
  }

  /**
   * The row of a principal for all keys of a group; null if the key belongs to none for this
   * principal.
   */
  @Nullable DecisionRow groupRow(
      GroupRows groups, CompiledPrincipal principal, String arn, KeyPolicies policies, int action) {
    CompiledKey key = compiled.key(policies);
    KmsResource resource = KmsResource.parse(arn);
    int group = groups.group(arn, resource, key);
    if (group == GroupRows.NONE) {
      return null;
    }
    DecisionRow before = groups.row(group);
    if (before != null && before.canDecide(action)) {
      return before;
    }
    long start = System.nanoTime();
    DecisionRow row =
        rows.uncached(
            principal, key, action, sample(principal, resource, policies, action), before);
    countFirst(start);
    groups.put(group, row);
    return row;
  }

  /** The number of keys in groups. */
  int groupedKeys() {
    PublishedSnapshot now = published;
    return now == null ? 0 : now.groups().size();
  }

  /** Removes all keys from their groups. */
  void clearGroups() {
    PublishedSnapshot now = published;
    if (now != null) {
      now.groups().clear();
    }
  }

  private DecisionRow make(
      CompiledPrincipal principal,
      String arn,
      KmsResource resource,
      KeyPolicies policies,
      CompiledKey key,
      int action) {
    long start = System.nanoTime();
    DecisionRow row =
        rows.ready(principal, arn, key, action, sample(principal, resource, policies, action));
    countFirst(start);
    return row;
  }

  private AuthorizationRequest sample(
      CompiledPrincipal principal, KmsResource resource, KeyPolicies policies, int action) {
    return request(
        principal.caller(),
        compiler.index().name(action),
        resource,
        policies,
        RequestContext.empty());
  }

  /** The decision without the compiled form. */
  Decision evaluate(
      Caller caller,
      ActionHandle action,
      KmsResource resource,
      PrincipalPolicies own,
      KeyPolicies key,
      ConditionContext context) {
    return evaluator.decide(
        request(caller, action.name(), resource, key, context), PolicySet.of(own, key));
  }

  Explanation explain(Caller caller, ActionHandle action, String arn, ConditionContext context) {
    Question question = question(caller, action, arn, context);
    return evaluator.explain(question.request(), question.policies());
  }

  /** A request with all policies of the published snapshot that may affect its decision. */
  record Question(AuthorizationRequest request, PolicySet policies) {}

  /** The question whether a caller may do something, on the policies of the published snapshot. */
  Question question(Caller caller, ActionHandle action, String arn, ConditionContext context) {
    PublishedSnapshot now = published();
    KeyPolicies key = now.policiesOf(arn);
    return new Question(
        request(now.resolved(caller), action.name(), KmsResource.parse(arn), key, context),
        PolicySet.of(now.policiesOf(caller), key));
  }

  private static AuthorizationRequest request(
      Caller caller,
      String action,
      KmsResource resource,
      KeyPolicies key,
      ConditionContext context) {
    return new AuthorizationRequest(caller, action, resource, context, "", key.manager(), "");
  }

  /** The compiled form of a caller and a resource as text. */
  String describe(Caller caller, String action, String arn) {
    PublishedSnapshot now = published();
    KeyPolicies key = now.policiesOf(arn);
    AuthorizationRequest request =
        request(caller, action, KmsResource.parse(arn), key, RequestContext.empty());
    return new RowBuilder(compiler, interner, now.principal(caller), compiled.key(key), request)
        .make()
        .describe(compiler.index());
  }
}
