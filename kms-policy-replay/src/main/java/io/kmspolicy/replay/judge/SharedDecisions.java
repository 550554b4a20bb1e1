package io.kmspolicy.replay.judge;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.replay.mapped.CheckSubject;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The decisions that checks have in common of which the policies leave the same: a key policy
 * rarely tells apart the roles that it lists, and most keys of an account have similar policies, so
 * what was decided for one role on one key holds for most others. Bounded: when it is full, it is
 * emptied. Not thread-safe.
 */
final class SharedDecisions {

  /** Of checks that share: as many as the tenants or services that one policy names. */
  private static final int MAX_RESULTS = 1_024;

  /** What policies leave may be large, and is kept here longer than the rows that it is of. */
  private static final int MAX_RESIDUALS = 4_096;

  private final Authorizer authorizer;
  private final IdentityHashMap<Object, ContextMemo<Decision>> byResidual = new IdentityHashMap<>();

  /**
   * No decisions yet.
   *
   * @param authorizer decides the checks
   */
  SharedDecisions(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** The decisions of a check, which those share that are decided alike. */
  ContextMemo<Decision> of(CheckSubject check, AppliedPolicies policies) {
    Object residual =
        check.plan().isDecidedByRows(check.grantId()) ? residual(check, policies) : null;
    if (residual == null) {
      return new ContextMemo<>();
    }
    if (byResidual.size() >= MAX_RESIDUALS) {
      byResidual.clear();
    }
    ContextMemo<Decision> known = byResidual.get(residual);
    if (known == null) {
      known = new ContextMemo<>(MAX_RESULTS);
      byResidual.put(residual, known);
    }
    return known;
  }

  private @Nullable Object residual(CheckSubject check, AppliedPolicies policies) {
    return authorizer.residual(
        check.caller(),
        authorizer.action(check.plan().check().action()),
        check.resource(),
        policies.principal(),
        policies.key());
  }

  /** Forgets all decisions; checks that have them keep them. */
  void clear() {
    byResidual.clear();
  }
}
