package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;

/**
 * A cache of compiled policies. Keys are compared by identity: a snapshot that shares an object
 * with the previous one shares its compiled form, and rows built from it remain valid. The compiled
 * form of a caller is also reused for equal policies in another object.
 *
 * <p>Thread-safe.
 */
final class CompilationCache {

  private static final int MAX_PRINCIPALS = 100_000;

  private final PolicyCompiler compiler;

  /** Weak keys: an entry is removed with the policies from which it was compiled. */
  private final Cache<KeyPolicies, CompiledKey> keys = Caffeine.newBuilder().weakKeys().build();

  private final Cache<Caller, CompiledPrincipal> principals =
      Caffeine.newBuilder().maximumSize(MAX_PRINCIPALS).build();

  CompilationCache(PolicyCompiler compiler) {
    this.compiler = compiler;
  }

  CompiledKey key(KeyPolicies policies) {
    return keys.get(policies, listed -> CompiledKey.compile(listed, compiler));
  }

  CompiledPrincipal principal(Caller caller, PrincipalPolicies policies) {
    return principals
        .asMap()
        .compute(
            caller,
            (key, cached) ->
                cached != null && (cached.isOf(policies) || cached.source().equals(policies))
                    ? cached
                    : CompiledPrincipal.compile(key, policies, compiler));
  }
}
