package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompileLimits;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests of many callers on many keys, over and over, at the price of a cache lookup (the
 * policy decision point).
 *
 * <pre>{@code
 * try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
 *   PrincipalHandle app = authorizer.principal(caller);
 *   ActionHandle decrypt = authorizer.action("kms:Decrypt");
 *   Decision decision = app.decide(decrypt, keyArn, context);
 * }
 * }</pre>
 *
 * <p>Thread-safe. A decision takes the policies of one published snapshot, never of two.
 */
public final class Authorizer implements AutoCloseable {

  private final PolicyCompiler compiler;
  private final RowInterner shared = new RowInterner();
  private final CompilationCache compiled;
  private final ReferenceAuthorizer reference;
  private final int rowsPerPrincipal;
  private final Cache<RowKey, CachedRow> rows;
  private final RowCounts counts = new RowCounts();

  /** Callers may be as many as sessions: a handle that nobody keeps is forgotten. */
  private final Cache<Caller, PrincipalHandle> principals =
      Caffeine.newBuilder().weakValues().build();

  private final ConcurrentMap<String, ActionHandle> actions = new ConcurrentHashMap<>();

  /** What decides now; null once closed. */
  private volatile @Nullable PublishedSnapshot published;

  /** The caller as compiled: rows of what it was before are never found again. */
  private record RowKey(CompiledPrincipal principal, String arn) {

    @Override
    @SuppressWarnings("ReferenceEquality") // equal ones would do too, but comparing them is dear
    public boolean equals(Object other) {
      return other instanceof RowKey that && principal == that.principal && arn.equals(that.arn);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(principal) + arn.hashCode();
    }
  }

  private Authorizer(Builder builder) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    this.compiler = new PolicyCompiler(catalogue, new ActionIndex(catalogue), builder.limits);
    this.compiled = new CompilationCache(compiler);
    this.reference = ReferenceAuthorizer.create();
    this.rowsPerPrincipal = builder.rowsPerPrincipal;
    this.rows =
        Caffeine.newBuilder()
            .maximumWeight(builder.rowBytes)
            .weigher((RowKey key, CachedRow row) -> row.weight())
            .recordStats()
            .build();
    this.published = PublishedSnapshot.first(builder.snapshot, compiled);
  }

  /** Starts an authorizer. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The handle of a caller; the same one for equal callers while somebody keeps it. Keep it: the
   * rows that a caller has at hand are the handle's.
   */
  public PrincipalHandle principal(Caller caller) {
    return principals.get(caller, key -> new PrincipalHandle(this, key, rowsPerPrincipal));
  }

  /** The handle of an action; letter case does not count. */
  public ActionHandle action(String name) {
    ActionHandle handle = actions.get(name);
    if (handle != null) {
      return handle;
    }
    int number = compiler.index().number(name);
    if (number == ActionIndex.NONE) {
      return new ActionHandle(name, number);
    }
    String known = compiler.index().name(number);
    ActionHandle shared = actions.computeIfAbsent(known, key -> new ActionHandle(key, number));
    actions.putIfAbsent(known.toLowerCase(Locale.ROOT), shared);
    return shared;
  }

  /**
   * Makes a snapshot the one that decides from now on. Decisions that have begun end with the one
   * before; those that begin after this method returns never see it.
   *
   * @throws IllegalStateException if the authorizer is closed
   */
  public synchronized void publish(PolicySnapshot snapshot) {
    published = published().next(snapshot);
  }

  /** How the rows did so far. */
  public RowStatistics rowStatistics() {
    return counts.statistics(rows);
  }

  /** Forgets all rows. Further questions throw {@link IllegalStateException}. */
  @Override
  public synchronized void close() {
    published = null;
    rows.invalidateAll();
    principals.asMap().values().forEach(PrincipalHandle::clear);
    principals.invalidateAll();
  }

  PublishedSnapshot published() {
    PublishedSnapshot now = published;
    if (now == null) {
      throw new IllegalStateException("the authorizer is closed");
    }
    return now;
  }

  /** The way of a caller that meets a resource or an action for the first time in a snapshot. */
  Decision decideSlowly(
      PrincipalHandle handle,
      PrincipalHandle.Current now,
      PublishedSnapshot published,
      ActionHandle action,
      String arn,
      ConditionContext context) {
    RowKey place = new RowKey(now.principal(), published.own(arn));
    KeyPolicies listed = published.listed(place.arn());
    CachedRow kept = listed == null ? null : find(place, published, listed, action);
    if (kept == null) {
      KmsResource resource = KmsResource.parse(arn);
      KeyPolicies policies = listed != null ? listed : published.policiesOf(resource);
      Caller caller = handle.caller();
      AuthorizationRequest request = request(caller, action, resource, policies, context);
      if (action.number() == ActionIndex.NONE) {
        return reference.decide(request, policies(published.policiesOf(caller), policies));
      }
      CompiledKey key = published.key(policies);
      kept = rows.asMap().compute(place, (same, held) -> ready(same, held, key, action, request));
    }
    now.rows().put(place.arn(), kept.row(), listed != null);
    return kept.row().decide(action.number(), context);
  }

  /** After a snapshot change, most rows are made of policies that did not change. */
  private @Nullable CachedRow find(
      RowKey place, PublishedSnapshot published, KeyPolicies listed, ActionHandle action) {
    if (action.number() == ActionIndex.NONE) {
      return null;
    }
    CachedRow kept = rows.getIfPresent(place);
    if (kept == null
        || !kept.isMadeOf(published.key(listed))
        || !kept.row().canDecide(action.number())) {
      return null;
    }
    counts.count(true, false);
    return kept;
  }

  /** A row that holds and can decide the action; the one held if it does. */
  private CachedRow ready(
      RowKey place,
      @Nullable CachedRow held,
      CompiledKey key,
      ActionHandle action,
      AuthorizationRequest request) {
    RowBuilder maker = new RowBuilder(compiler, shared, place.principal(), key, request);
    boolean holds = held != null && held.isMadeOf(key);
    DecisionRow row = holds && held != null ? held.row() : maker.make();
    boolean extend = !row.canDecide(action.number());
    counts.count(holds, extend);
    if (held != null && holds && !extend) {
      return held;
    }
    return new CachedRow(shared.row(maker.extend(row, action.number())), key);
  }

  private static AuthorizationRequest request(
      Caller caller,
      ActionHandle action,
      KmsResource resource,
      KeyPolicies key,
      ConditionContext context) {
    return new AuthorizationRequest(
        caller, action.name(), resource, context, "", key.manager(), "");
  }

  private static PolicySet policies(PrincipalPolicies own, KeyPolicies key) {
    return new PolicySet(
        own.identity(),
        own.permissionsBoundary(),
        own.session(),
        own.serviceControl(),
        key.resourceControl(),
        key.key(),
        key.grants(),
        own.vpcEndpoint());
  }

  Explanation explain(Caller caller, ActionHandle action, String arn, ConditionContext context) {
    PublishedSnapshot published = published();
    KmsResource resource = KmsResource.parse(arn);
    KeyPolicies key = published.policiesOf(resource);
    return reference.explain(
        request(caller, action, resource, key, context),
        policies(published.policiesOf(caller), key));
  }

  /** The compiled form of what is known of a caller and a resource, for tests and people. */
  String describe(Caller caller, String arn) {
    PublishedSnapshot published = published();
    KmsResource resource = KmsResource.parse(arn);
    KeyPolicies key = published.policiesOf(resource);
    AuthorizationRequest request =
        request(caller, action("kms:Decrypt"), resource, key, RequestContext.empty());
    return new RowBuilder(
            compiler, shared, published.principal(caller), published.key(key), request)
        .make()
        .describe(compiler.index());
  }

  /** Collects the settings of an authorizer. Not thread-safe. */
  public static final class Builder {

    private static final long ROW_BYTES = 64L << 20;
    private static final int ROWS_PER_PRINCIPAL = 1 << 17;

    private PolicySnapshot snapshot = PolicySnapshot.builder().build();
    private CompileLimits limits = CompileLimits.DEFAULT;
    private long rowBytes = ROW_BYTES;
    private int rowsPerPrincipal = ROWS_PER_PRINCIPAL;

    private Builder() {}

    /** Sets the policies to begin with. */
    public Builder policies(PolicySnapshot policies) {
      snapshot = policies;
      return this;
    }

    /** Sets the policies to begin with to what a source says. */
    public Builder policies(PolicySource source) {
      return policies(PolicySnapshot.builder().others(source).build());
    }

    /**
     * Bounds the rows that are kept for all callers together.
     *
     * @param bytes about how many bytes they may take; 64 MiB if not set
     */
    public Builder maximumRowBytes(long bytes) {
      rowBytes = bytes;
      return this;
    }

    /**
     * Bounds the rows that each caller keeps at hand.
     *
     * @param count how many; rounded to a power of two; 131,072 if not set
     */
    public Builder maximumRowsPerPrincipal(int count) {
      rowsPerPrincipal = count;
      return this;
    }

    /**
     * Bounds what may be compiled.
     *
     * @param statements the most statements that one layer of a caller or key may hold
     * @param entries the most resource patterns and condition values that it may hold
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
