package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompileLimits;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

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
 * <p>An application whose policies may change at any time passes them to each decision instead
 * ({@link #decide(Caller, ActionHandle, KmsResource, PrincipalPolicies, KeyPolicies,
 * ConditionContext)}).
 *
 * <p>Thread-safe. A decision uses the policies of one published snapshot, never of two, or exactly
 * those that are passed to it.
 */
public final class Authorizer implements AutoCloseable {

  private final DecisionPoint point;
  private final int rowsPerPrincipal;

  /** Callers may be as many as sessions: a handle that nothing refers to is removed. */
  private final Cache<Caller, PrincipalHandle> principals =
      Caffeine.newBuilder().weakValues().build();

  /** The handles of callers that were passed with their policies; it keeps them in memory. */
  private final Cache<Caller, PrincipalHandle> recent;

  private Authorizer(Builder builder) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    PolicyCompiler compiler =
        new PolicyCompiler(catalogue, new ActionIndex(catalogue), builder.limits);
    RowInterner interner = new RowInterner();
    this.point =
        new DecisionPoint(
            compiler,
            interner,
            builder.rowBytes,
            new TableEvaluator(compiler, interner),
            builder.snapshot);
    this.rowsPerPrincipal = builder.rowsPerPrincipal;
    this.recent =
        Caffeine.newBuilder().maximumSize(builder.maxPrincipals).executor(Runnable::run).build();
  }

  /** Starts an authorizer. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The handle of a caller; the same one for equal callers while something refers to it. Keep the
   * handle: it holds the caller's rows.
   *
   * @param caller who calls; {@link Caller#parse} takes the ARN of a role for any of its sessions
   */
  public PrincipalHandle principal(Caller caller) {
    return principals.get(caller, key -> new PrincipalHandle(point, key, rowsPerPrincipal));
  }

  /**
   * The handle of an action; letter case does not count. Of an action that the catalogue does not
   * know no decision is a certain denial (rule 6.16).
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
   * Decides on policies that the application holds itself, for a caller whose handle it does not
   * keep. The handles of recent callers are kept here; the least valuable ones are evicted, which
   * costs no other caller anything.
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
    PrincipalHandle handle = recent.getIfPresent(caller);
    if (handle == null) {
      point.requireOpen();
      handle = recent.get(caller, this::principal);
    }
    return handle.decide(action, resource, own, key, context);
  }

  /**
   * Makes a snapshot the one that decides from now on. Decisions that have begun end with the one
   * before; those that begin after this method returns never see it.
   *
   * @throws IllegalStateException if the authorizer is closed
   */
  public void publish(PolicySnapshot snapshot) {
    point.publish(snapshot);
  }

  /** The statistics of the rows so far. */
  public RowStatistics rowStatistics() {
    return point.statistics();
  }

  /** Removes all rows. Further questions throw {@link IllegalStateException}. */
  @Override
  public void close() {
    point.close();
    principals.asMap().values().forEach(PrincipalHandle::clear);
    principals.invalidateAll();
    recent.invalidateAll();
  }

  /** The compiled form of what is known of a caller and a resource, as text. */
  String describe(Caller caller, String arn) {
    return point.describe(caller, "kms:Decrypt", arn);
  }

  /** Collects the settings of an authorizer. Not thread-safe. */
  public static final class Builder {

    private static final long ROW_BYTES = 64L << 20;
    private static final int ROWS_PER_PRINCIPAL = 1 << 17;
    private static final int PRINCIPALS = 10_000;

    private PolicySnapshot snapshot = PolicySnapshot.builder().build();
    private CompileLimits limits = CompileLimits.DEFAULT;
    private long rowBytes = ROW_BYTES;
    private int rowsPerPrincipal = ROWS_PER_PRINCIPAL;
    private int maxPrincipals = PRINCIPALS;

    private Builder() {}

    /** Sets the policies to begin with. */
    public Builder policies(PolicySnapshot policies) {
      snapshot = policies;
      return this;
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
     * Bounds the callers that are kept for {@link Authorizer#decide}.
     *
     * @param count how many; 10,000 if not set
     */
    public Builder maximumPrincipals(int count) {
      maxPrincipals = count;
      return this;
    }

    /**
     * Bounds the rows that the handle of a caller holds.
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
