package io.kmspolicy.engine.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.budget.Housekeeping;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import java.util.concurrent.atomic.LongAdder;
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

  private final PolicyCompiler compiler;

  /**
   * Weak keys: an entry is removed with the policies from which it was compiled. Another thread
   * does so, since a collection after a publication may end the policies of all keys at once.
   */
  private final Cache<KeyPolicies, CompiledKey> keys =
      Housekeeping.later(Caffeine.newBuilder().weakKeys());

  private final Cache<Caller, Versions> principals =
      Caffeine.newBuilder().maximumSize(MAX_PRINCIPALS).executor(Runnable::run).build();

  private final LongAdder compilations = new LongAdder();

  /**
   * The compiled forms of a caller for two objects with its policies. While a snapshot is being
   * published, decisions still use the forms of the previous one.
   */
  private record Versions(Version last, @Nullable Version before) {

    @Nullable CompiledPrincipal find(PrincipalPolicies policies) {
      if (last.isOf(policies)) {
        return last.compiled();
      }
      return before != null && before.isOf(policies) ? before.compiled() : null;
    }

    /** The form of the same or equal policies. */
    @Nullable CompiledPrincipal findEqual(PrincipalPolicies policies) {
      CompiledPrincipal same = find(policies);
      return same == null && last.policies().equals(policies) ? last.compiled() : same;
    }

    Versions with(PrincipalPolicies policies, CompiledPrincipal compiled) {
      return find(policies) != null ? this : new Versions(new Version(policies, compiled), last);
    }
  }

  private record Version(PrincipalPolicies policies, CompiledPrincipal compiled) {

    @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
    boolean isOf(PrincipalPolicies other) {
      return policies == other;
    }
  }

  CompilationCache(PolicyCompiler compiler) {
    this.compiler = compiler;
  }

  /** The compiled layers of a resource. */
  public CompiledKey key(KeyPolicies policies) {
    return keys.get(
        policies,
        listed -> {
          compilations.increment();
          return CompiledKey.compile(listed, compiler);
        });
  }

  /** The compiled layers of a caller. */
  public CompiledPrincipal principal(Caller caller, PrincipalPolicies policies) {
    Versions cached = principals.getIfPresent(caller);
    CompiledPrincipal found = cached == null ? null : cached.find(policies);
    return found != null ? found : compiled(caller, policies);
  }

  private CompiledPrincipal compiled(Caller caller, PrincipalPolicies policies) {
    Versions versions =
        principals
            .asMap()
            .compute(
                caller,
                (same, cached) -> {
                  CompiledPrincipal equal = cached == null ? null : cached.findEqual(policies);
                  CompiledPrincipal form = equal == null ? compile(caller, policies) : equal;
                  return cached == null
                      ? new Versions(new Version(policies, form), null)
                      : cached.with(policies, form);
                });
    CompiledPrincipal found = versions.find(policies);
    return found != null ? found : versions.last().compiled();
  }

  private CompiledPrincipal compile(Caller caller, PrincipalPolicies policies) {
    compilations.increment();
    return CompiledPrincipal.compile(caller, policies, compiler);
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
    try {
      key(policies).prepare(compiler);
    } catch (PolicyTooLargeException tooLarge) {
      // Decisions on them do not use the compiled form.
    }
  }

  /** Compiles the layers of a caller that a new snapshot lists, unless equal ones are compiled. */
  public void prepare(Caller caller, PrincipalPolicies policies) {
    try {
      principal(caller, policies);
    } catch (PolicyTooLargeException tooLarge) {
      // Decisions on them do not use the compiled form.
    }
  }

  /** The number of callers and resources that were compiled so far. */
  public long compilations() {
    return compilations.sum();
  }
}
