package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.model.AuthorizationRequest;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.KmsResource;
import io.kmspolicy.model.PolicySet;
import io.kmspolicy.model.RequestContext;
import io.kmspolicy.model.catalogue.KmsCatalogue;
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
  private final CompiledPolicies compiled;
  private final ReferenceAuthorizer reference;
  private final int rowsPerPrincipal;
  private final Cache<RowKey, DecisionRow> rows;
  private final RowCounts counts = new RowCounts();

  /** Callers may be as many as sessions: a handle that nobody keeps is forgotten. */
  private final Cache<Caller, PrincipalHandle> principals =
      Caffeine.newBuilder().weakValues().build();

  private final ConcurrentMap<String, ActionHandle> actions = new ConcurrentHashMap<>();
  private volatile State state;

  private record RowKey(Caller caller, String arn) {}

  private sealed interface State {
    record Open(Published published) implements State {}

    record Closed() implements State {}
  }

  private Authorizer(Builder builder) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    this.compiler = new PolicyCompiler(catalogue, new ActionIndex(catalogue), builder.limits);
    this.compiled = new CompiledPolicies(compiler);
    this.reference = ReferenceAuthorizer.create();
    this.rowsPerPrincipal = builder.rowsPerPrincipal;
    this.rows =
        Caffeine.newBuilder()
            .maximumWeight(builder.rowBytes)
            .weigher((RowKey key, DecisionRow row) -> row.weight())
            .recordStats()
            .build();
    this.state = new State.Open(new Published(1, builder.snapshot, compiled));
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
    state = new State.Open(new Published(published().number() + 1, snapshot, compiled));
  }

  /** How the rows did so far. */
  public RowStatistics rowStatistics() {
    return counts.statistics(rows);
  }

  /** Forgets all rows. Further questions throw {@link IllegalStateException}. */
  @Override
  public synchronized void close() {
    state = new State.Closed();
    rows.invalidateAll();
    principals.asMap().values().forEach(handle -> handle.rows().clear());
    principals.invalidateAll();
  }

  Published published() {
    if (state instanceof State.Open open) {
      return open.published();
    }
    throw new IllegalStateException("the authorizer is closed");
  }

  /** The way of a caller that meets a resource or an action for the first time in a snapshot. */
  Decision decideSlowly(
      PrincipalHandle handle,
      Published published,
      ActionHandle action,
      String arn,
      ConditionContext context) {
    KmsResource resource = KmsResource.parse(arn);
    AuthorizationRequest request = request(published, handle.caller(), action, resource, context);
    if (action.number() == ActionIndex.NONE) {
      return reference.decide(request, policies(published, handle.caller(), resource));
    }
    DecisionRow row =
        rows.asMap()
            .compute(
                new RowKey(handle.caller(), arn),
                (key, held) -> ready(held, published, action, request, arn));
    handle.rows().put(row);
    return row.decide(action.number(), context);
  }

  /** A row that holds for the snapshot and can decide the action; the one held if it does. */
  private DecisionRow ready(
      @Nullable DecisionRow held,
      Published published,
      ActionHandle action,
      AuthorizationRequest request,
      String arn) {
    CompiledPrincipal principal = published.principal(request.caller());
    CompiledKey key = published.key(request.resource());
    boolean holds = held != null && held.isMadeOf(principal, key);
    DecisionRow row =
        holds && held != null ? held : DecisionRow.of(arn, request, principal, key, compiler);
    boolean extend = !row.canDecide(action.number());
    counts.count(holds, extend);
    if (extend) {
      row = row.withResidual(request, action.number(), compiler);
    }
    row.confirmFor(published.number());
    return row;
  }

  private static AuthorizationRequest request(
      Published published,
      Caller caller,
      ActionHandle action,
      KmsResource resource,
      ConditionContext context) {
    return new AuthorizationRequest(
        caller, action.name(), resource, context, "", published.policiesOf(resource).manager(), "");
  }

  private static PolicySet policies(Published published, Caller caller, KmsResource resource) {
    PrincipalPolicies own = published.policiesOf(caller);
    KeyPolicies key = published.policiesOf(resource);
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
    Published published = published();
    KmsResource resource = KmsResource.parse(arn);
    return reference.explain(
        request(published, caller, action, resource, context),
        policies(published, caller, resource));
  }

  /** The compiled form of what is known of a caller and a resource, for tests and people. */
  String describe(Caller caller, String arn) {
    Published published = published();
    KmsResource resource = KmsResource.parse(arn);
    AuthorizationRequest request =
        request(published, caller, action("kms:Decrypt"), resource, RequestContext.empty());
    return DecisionRow.of(
            arn, request, published.principal(caller), published.key(resource), compiler)
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
