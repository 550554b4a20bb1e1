package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.match.SettledKeys;
import io.kmspolicy.engine.row.OpenDecisions;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.store.CompilationCache;
import io.kmspolicy.engine.store.RowStore;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policy decision point: decides requests of many callers on many keys. A repeated decision
 * finds its row in a cache and evaluates the conditions that remain.
 *
 * <pre>{@code
 * try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
 *   PrincipalHandle app = authorizer.principal(caller);
 *   ActionHandle decrypt = authorizer.action("kms:Decrypt");
 *   Decision decision = app.decide(decrypt, keyArn, context);
 * }
 * }</pre>
 *
 * <p>An application whose policies may change at any time passes them to each decision instead
 * ({@link #decide(Caller, ActionHandle, KmsResource, PrincipalPolicies, KeyPolicies,
 * ConditionContext)}).
 *
 * <p>Thread-safe. A decision uses the policies of one published snapshot, never of two, or exactly
 * those that are passed to it.
 */
public final class Authorizer implements AutoCloseable {

  /** The maximum number of steps of a check if {@link Builder#maximumSteps} is not set. */
  public static final int DEFAULT_MAXIMUM_STEPS = StepBudget.OF_A_CHECK;

  private final DecisionPoint point;
  private final RequestEvaluator evaluator;
  private final DecisionListeners listeners;
  private final StepBudget budget;
  private final RowStore store;

  /**
   * Strong references to the handles of recent callers that were passed with their policies. The
   * sessions of a role share the handle of the role.
   */
  private final Cache<Caller, PrincipalHandle> recent;

  /**
   * The caller whose handle was added to them last: most processes have one caller at a time.
   * Threads that see an older one look into the cache.
   */
  private @Nullable Latest latest;

  private record Latest(Caller caller, PrincipalHandle handle) {}

  private Authorizer(Builder builder) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    PolicyCompiler compiler =
        new PolicyCompiler(
            catalogue,
            ActionIndex.bundled(),
            builder.limits,
            new StepBudget(builder.maximumSteps),
            builder.settled);
    this.budget = compiler.budget();
    RowInterner interner = OpenDecisions.interner(compiler);
    this.evaluator = RequestEvaluator.tables(compiler, interner);
    this.listeners = new DecisionListeners(builder.listeners);
    this.store =
        new RowStore(
            new CompilationCache(compiler::compile, compiler::compile),
            RowBuilder.maker(compiler, interner),
            interner,
            builder.rowBytes,
            builder.rowsPerPrincipal);
    this.point =
        new DecisionPoint(
            store,
            new ActionResolver(catalogue, compiler.index()),
            evaluator::decide,
            builder.settled,
            builder.first(),
            listeners.isEmpty() ? null : listeners);
    this.recent =
        Caffeine.newBuilder().maximumSize(builder.maxPrincipals).executor(Runnable::run).build();
  }

  /** A builder with default settings. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A handle of a caller. Handles of equal callers, and of the sessions of one role, share their
   * rows as long as one of them is referenced. Keep the handle: it refers to the cached rows.
   *
   * @param caller the caller; {@link Caller#parse} reads the ARN of a role as any session of the
   *     role
   */
  public PrincipalHandle principal(Caller caller) {
    return new PrincipalHandle(point, caller);
  }

  /**
   * The handle of an action. Letter case is ignored. An action that the catalogue does not list is
   * never denied for certain (rule 6.16).
   *
   * @param name such as {@code kms:Decrypt}
   * @throws io.kmspolicy.model.resource.InvalidNameException if the text names no action of KMS, or
   *     an operation of KMS that is checked as other actions; the message names them
   */
  public ActionHandle action(String name) {
    return point.action(name);
  }

  /**
   * The actions of KMS that a call of an operation may need: all of them must be allowed.
   *
   * @param operation such as {@code ReEncrypt}
   * @throws io.kmspolicy.model.resource.InvalidNameException if the catalogue does not know the
   *     operation
   */
  public List<ActionHandle> actionsOf(String operation) {
    return point.actionsOf(operation);
  }

  /**
   * Decides on policies that the application passes, for a caller whose handle it does not keep.
   * The authorizer caches the handles of recent callers, one for all sessions of a role; eviction
   * of a handle does not affect other callers.
   *
   * <p>The first decision on new policies compiles them on the calling thread; publishing them
   * first avoids that.
   *
   * @throws IllegalStateException if the authorizer is closed
   * @see PrincipalHandle#decide(ActionHandle, KmsResource, PrincipalPolicies, KeyPolicies,
   *     ConditionContext)
   */
  public Decision decide(
      Caller caller,
      ActionHandle action,
      KmsResource resource,
      PrincipalPolicies own,
      KeyPolicies key,
      ConditionContext context) {
    Latest last = latest;
    return (last != null && isSame(last.caller(), caller) ? last.handle() : recent(caller))
        .decide(caller, action, resource, own, key, context);
  }

  /**
   * What is left of the policies once caller, action and resource are known, as a key for a cache
   * of decisions: requests with the same object, compared by identity, have the same decision in
   * every context. Many callers and keys share few such objects; keys do not where a policy
   * variable is compared with the name of the key.
   *
   * <p>Equal policies give the same object as long as it is referenced. Its type and its text are
   * not part of the API.
   *
   * @param own the caller's current layers
   * @param key the resource's current layers
   * @return null if that is not known: for actions that the catalogue does not list (rule 6.16),
   *     and for policies beyond {@link Builder#compileLimits} (rule 1.12)
   * @throws IllegalStateException if the authorizer is closed
   */
  public @Nullable Object residual(
      Caller caller,
      ActionHandle action,
      KmsResource resource,
      PrincipalPolicies own,
      KeyPolicies key) {
    point.requireOpen();
    return recent(caller).residual(caller, action, resource, own, key);
  }

  /**
   * The decision on the policies of the published snapshot, with its reasons. Off the hot path.
   *
   * @param resource a key ARN, an alias ARN, or {@code *} for an action without a resource
   * @throws io.kmspolicy.model.resource.InvalidNameException if the resource is not one of these
   * @throws IllegalStateException if the authorizer is closed
   */
  public Explanation explain(
      Caller caller, ActionHandle action, String resource, ConditionContext context) {
    DecisionPoint.Question question =
        point.question(point.published(), caller, action, resource, context);
    return evaluator.explain(question.request(), question.policies());
  }

  /**
   * The condition under which a caller is allowed an action on a resource, on the policies of the
   * published snapshot, in whatever context. Off the hot path: it is computed at each call.
   *
   * @param resource a key ARN, an alias ARN, or {@code *} for an action without a resource
   * @throws io.kmspolicy.model.resource.InvalidNameException if the resource is not one of these
   * @throws IllegalStateException if the authorizer is closed
   */
  public AccessCondition conditions(Caller caller, ActionHandle action, String resource) {
    return conditions(caller, action, resource, StatementAnalysis.anyContext());
  }

  /**
   * The condition under which a caller is allowed an action on a resource, on the policies of the
   * published snapshot, in every context that agrees with a stated one. The condition is about the
   * keys that are unknown in that context; nothing is added to it.
   *
   * <pre>{@code
   * ConditionContext stated =
   *     RequestContext.builder().put("aws:SourceVpce", "vpce-1").unknown("*").build();
   * AccessCondition condition = authorizer.conditions(caller, decrypt, keyArn, stated);
   * }</pre>
   *
   * @param resource a key ARN, an alias ARN, or {@code *} for an action without a resource
   * @param stated what is known of the context; a key that it does not mention is absent
   * @throws io.kmspolicy.model.resource.InvalidNameException if the resource is not one of these
   * @throws IllegalStateException if the authorizer is closed
   */
  public AccessCondition conditions(
      Caller caller, ActionHandle action, String resource, ConditionContext stated) {
    DecisionPoint.Question question =
        point.question(point.published(), caller, action, resource, stated);
    return evaluator.accessCondition(question.request(), question.policies());
  }

  @SuppressWarnings("ReferenceEquality") // An equal caller finds the same handle in the cache.
  private static boolean isSame(Object left, Object right) {
    return left == right;
  }

  private PrincipalHandle recent(Caller caller) {
    Caller shared = caller instanceof RoleSession session ? session.anySession() : caller;
    PrincipalHandle handle = recent.getIfPresent(shared);
    Latest last = latest;
    if (handle == null) {
      point.requireOpen();
      handle = recent.get(shared, this::principal);
      latest = new Latest(caller, handle);
    } else if (last != null && isSame(last.handle(), handle)) {
      latest = new Latest(caller, handle); // The role has a new session.
    }
    return handle;
  }

  /**
   * Publishes a snapshot. Decisions that are in progress finish with the previous snapshot;
   * decisions that begin after this method returns use the new one.
   *
   * <p>Policies are compared by content with those that are published: equal policies keep their
   * compiled form and their rows, also if they were read again. Other policies are compiled by this
   * method, so that no decision waits for that; a large snapshot is compiled by several threads.
   *
   * @throws IllegalStateException if the authorizer is closed
   */
  public void publish(PolicySnapshot snapshot) {
    point.publish(snapshot);
  }

  /** The statistics of the rows so far. */
  public RowStatistics rowStatistics() {
    return new RowStatistics(
        store.found(), store.made(), store.extended(), store.evicted(), store.size());
  }

  /**
   * The number of checks that used up their steps so far and were answered indeterminate for that
   * reason. An answer that is cached is counted once.
   *
   * @see Builder#maximumSteps
   */
  public long exhaustedChecks() {
    return budget.exhausted();
  }

  /** The approximate size of the cached rows of all callers in bytes; visits all callers. */
  public long rowBytes() {
    return store.bytes();
  }

  /**
   * How many decisions were the first of their kind so far, so that they made or extended a row
   * instead of finding one.
   */
  public long firstDecisions() {
    return store.firstDecisions();
  }

  /** How long the {@linkplain #firstDecisions first decisions} took together to make their rows. */
  public Duration firstDecisionTime() {
    return Duration.ofNanos(store.firstDecisionNanos());
  }

  /**
   * How long ago {@link #publish} ended last; empty if it was never called.
   *
   * <p>A snapshot that the builder received counts as no publication.
   */
  public Optional<Duration> publicationAge() {
    long published = point.publishedNanos();
    return published == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(System.nanoTime() - published));
  }

  /** Whether it is open, and what it holds. */
  @Override
  public String toString() {
    RowStatistics statistics = rowStatistics();
    return "Authorizer["
        + (isOpen() ? "open" : "closed")
        + ", "
        + statistics.held()
        + " rows held, "
        + statistics.made()
        + " made, "
        + exhaustedChecks()
        + " exhausted checks, "
        + listenerFailures()
        + " listener failures]";
  }

  /** How often a listener threw something so far. */
  public long listenerFailures() {
    return listeners.failures();
  }

  /** Whether the authorizer is open: {@link #close} has not been called. */
  public boolean isOpen() {
    return point.isOpen();
  }

  /** Removes all rows. Later decisions throw {@link IllegalStateException}. */
  @Override
  public void close() {
    point.close();
    recent.invalidateAll();
    latest = null;
  }

  /** The number of rows in the handles of all callers. */
  long rowsInHandles() {
    return store.rowsInTables();
  }

  /** A builder of authorizers. Not thread-safe. */
  public static final class Builder {

    private static final long ROW_BYTES = 128L << 20;
    private static final int ROWS_PER_PRINCIPAL = 1 << 17;
    private static final int PRINCIPALS = 10_000;

    private final List<DecisionListener> listeners = new ArrayList<>();

    /** Null if it was not set. */
    private @Nullable PolicySnapshot snapshot;

    private CompileLimits limits = CompileLimits.DEFAULT;
    private long rowBytes = ROW_BYTES;
    private int rowsPerPrincipal = ROWS_PER_PRINCIPAL;
    private int maxPrincipals = PRINCIPALS;
    private int maximumSteps = DEFAULT_MAXIMUM_STEPS;

    private SettledKeys.@Nullable Derivation settled;

    private Builder() {}

    private PolicySnapshot first() {
      return snapshot == null ? PolicySnapshot.builder().build() : snapshot;
    }

    /** Sets the first snapshot. Its policies are compiled when they are first needed. */
    public Builder policies(PolicySnapshot policies) {
      snapshot = Objects.requireNonNull(policies);
      return this;
    }

    /** Adds a listener, which receives every decision. */
    public Builder listener(DecisionListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * The condition keys that follow from the caller and the resource are settled when a row is
     * made and not asked of each context: {@code aws:PrincipalAccount}, {@code aws:PrincipalType},
     * {@code aws:PrincipalIsAWSService}, {@code aws:PrincipalArn} unless the path of a role is not
     * known, {@code aws:ResourceAccount}, and {@code kms:CallerAccount} of requests for keys (rules
     * 4.13, 4.15, 5.10). The value of such a key in a context is not read. Decisions are faster and
     * share more rows; without this, a context states everything itself.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS
     *     global condition context keys</a>
     */
    public Builder factsFromIdentity() {
      settled = IdentityFacts::of;
      return this;
    }

    /**
     * Limits the rows that are cached for all callers together, those in the handles of the callers
     * included. A row takes about 250 bytes, so that the default holds half a million.
     *
     * @param bytes the approximate size in bytes; 128 MiB if not set
     */
    public Builder maximumRowBytes(long bytes) {
      rowBytes = bytes;
      return this;
    }

    /**
     * Limits the handles that are cached for {@link Authorizer#decide}.
     *
     * @param count the maximum number of callers; 10,000 if not set
     */
    public Builder maximumPrincipals(int count) {
      maxPrincipals = count;
      return this;
    }

    /**
     * Limits the rows that the handle of a caller caches.
     *
     * @param count the maximum number of rows, rounded down to a power of two; 131,072 if not set
     */
    public Builder maximumRowsPerPrincipal(int count) {
      rowsPerPrincipal = count;
      return this;
    }

    /**
     * Limits the work of one check on the thread of its caller. A check that needs more steps is
     * indeterminate (rule 6.17). Steps are units of work and not of time: the same check takes the
     * same steps everywhere. Compiling policies and making a row are not part of the budget: they
     * take time in proportion to the policies, once.
     *
     * @param steps the maximum number of steps; 20,000 if not set, which takes about one
     *     millisecond
     * @throws IllegalArgumentException if the number is below 1
     */
    public Builder maximumSteps(int steps) {
      if (steps < 1) {
        throw new IllegalArgumentException("the maximum number of steps is " + steps + ", below 1");
      }
      maximumSteps = steps;
      return this;
    }

    /**
     * Limits the size of policies that are compiled.
     *
     * @param statements the maximum number of statements in one layer of a caller or key
     * @param entries the maximum number of resource patterns and condition values in it
     */
    public Builder compileLimits(int statements, int entries) {
      limits = new CompileLimits(statements, entries);
      return this;
    }

    /** The authorizer. */
    public Authorizer build() {
      return new Authorizer(this);
    }
  }
}
