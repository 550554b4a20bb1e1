package io.kmspolicy.engine.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.budget.Housekeeping;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache of compiled policies. Keys are compared by identity: a snapshot that shares an object
 * with the previous one shares its compiled form, and rows built from it remain valid. The compiled
 * form of a caller is also reused for equal policies in another object.
 *
 * <p>Thread-safe.
 */
public final class CompilationCache {

  private static final int MAX_PRINCIPALS = 100_000;

  private final Function<KeyPolicies, CompiledKey> compileKey;
  private final BiFunction<Caller, PrincipalPolicies, CompiledPrincipal> compilePrincipal;

  /**
   * Weak keys: an entry is removed with the policies from which it was compiled. Another thread
   * does so, since a collection after a publication may end the policies of all keys at once.
   */
  private final Cache<KeyPolicies, CompiledKey> keys =
      Housekeeping.later(Caffeine.newBuilder().weakKeys());

  private final Cache<Caller, Version> principals =
      Caffeine.newBuilder().maximumSize(MAX_PRINCIPALS).executor(Runnable::run).build();

  private final LongAdder compilations = new LongAdder();

  /**
   * The compiled form of a caller for an object with its policies, and the one before. While a
   * snapshot is being published, decisions still use the forms of the previous one.
   */
  private record Version(
      PrincipalPolicies policies, CompiledPrincipal compiled, @Nullable Version before) {

    @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
    @Nullable CompiledPrincipal find(PrincipalPolicies other) {
      if (policies == other) {
        return compiled;
      }
      return before == null ? null : before.find(other);
    }
  }

  /**
   * An empty cache.
   *
   * @param compileKey compiles the layers of a resource
   * @param compilePrincipal compiles the layers of a caller
   */
  public CompilationCache(
      Function<KeyPolicies, CompiledKey> compileKey,
      BiFunction<Caller, PrincipalPolicies, CompiledPrincipal> compilePrincipal) {
    this.compileKey = compileKey;
    this.compilePrincipal = compilePrincipal;
  }

  /** The compiled layers of a resource. */
  public CompiledKey key(KeyPolicies policies) {
    return keys.get(
        policies,
        listed -> {
          compilations.increment();
          return compileKey.apply(listed);
        });
  }

  /** The compiled layers of a caller. */
  public CompiledPrincipal principal(Caller caller, PrincipalPolicies policies) {
    Version known = principals.getIfPresent(caller);
    CompiledPrincipal found = known == null ? null : known.find(policies);
    return found != null ? found : compiled(caller, policies);
  }

  private CompiledPrincipal compiled(Caller caller, PrincipalPolicies policies) {
    Version version =
        principals.asMap().compute(caller, (same, last) -> next(caller, policies, last));
    return Objects.requireNonNull(version.find(policies));
  }

  /** The last version if it is of these policies; equal policies share their compiled form. */
  private Version next(Caller caller, PrincipalPolicies policies, @Nullable Version last) {
    if (last == null) {
      return new Version(policies, compile(caller, policies), null);
    }
    if (last.find(policies) != null) {
      return last;
    }
    boolean isEqual = last.policies().equals(policies);
    return new Version(
        policies,
        isEqual ? last.compiled() : compile(caller, policies),
        new Version(last.policies(), last.compiled(), null));
  }

  private CompiledPrincipal compile(Caller caller, PrincipalPolicies policies) {
    compilations.increment();
    return compilePrincipal.apply(caller, policies);
  }

  /**
   * Compiles the layers of a resource that a new snapshot lists.
   *
   * @param previous equal layers of the previous snapshot, whose compiled form is kept; null if the
   *     layers are new
   */
  public void prepare(KeyPolicies policies, @Nullable KeyPolicies previous) {
    CompiledKey form = previous == null ? null : keys.getIfPresent(previous);
    if (form != null) {
      keys.asMap().putIfAbsent(policies, form);
      return;
    }
    unlessTooLarge(() -> key(policies).prepare());
  }

  /** Compiles the layers of a caller that a new snapshot lists, unless equal ones are compiled. */
  public void prepare(Caller caller, PrincipalPolicies policies) {
    unlessTooLarge(() -> principal(caller, policies));
  }

  private static void unlessTooLarge(Runnable compile) {
    try {
      compile.run();
    } catch (PolicyTooLargeException tooLarge) {
      // Decisions on them do not use the compiled form.
    }
  }

  /** The number of callers and resources that were compiled so far. */
  public long compilations() {
    return compilations.sum();
  }
}
