package io.kmspolicy.replay.judge;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.mapped.CallRoute;
import io.kmspolicy.replay.mapped.CheckSubject;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checks that were decided so far. Bounded: when it is full, it is emptied, and questions are
 * decided once more. Not thread-safe.
 */
final class DecidedChecks {

  /** In units of about 200 bytes. */
  private static final int MAX_KEPT = 200_000;

  private static final int PRIME = 31;

  private static final int UNITS_OF_A_SUBJECT = 1;
  private static final int UNITS_OF_A_CHECK = 3;

  /** Of the first version, which is the only one without history. */
  private final IdentityHashMap<CheckSubject, DecidedCheck> unversioned = new IdentityHashMap<>();

  private final Map<Key, DecidedCheck> versioned = new HashMap<>();
  private final Map<Group, DecidedCheck> groups = new HashMap<>();
  private final NamedSessions sessions = new NamedSessions();
  private final SharedDecisions decisions;
  private int kept;

  /**
   * No checks yet.
   *
   * @param decisions the decisions that different checks share
   */
  DecidedChecks(SharedDecisions decisions) {
    this.decisions = decisions;
  }

  /**
   * A check on one version of the policies. Subjects are compared by identity: those that a mapper
   * has forgotten are looked for among the groups.
   */
  private record Key(CheckSubject subject, int version) {}

  /**
   * Checks that equal policies decide alike in equal condition contexts.
   *
   * @param caller the caller; the role for sessions that no policy names
   */
  private record Group(
      Caller.AccountCaller caller,
      PlannedCheck plan,
      KmsResource resource,
      String grantId,
      CallRoute route,
      PrincipalPolicies principal,
      KeyPolicies key) {

    /** Policies are compared by identity: a source answers with the same objects. */
    @Override
    @SuppressWarnings("ReferenceEquality") // a deep comparison is expensive
    public boolean equals(@Nullable Object other) {
      return other instanceof Group group
          && principal == group.principal
          && key == group.key
          && plan == group.plan
          && route == group.route
          && grantId.equals(group.grantId)
          && resource.equals(group.resource)
          && caller.equals(group.caller);
    }

    @Override
    public int hashCode() {
      int hash =
          caller instanceof Caller.RoleCaller role ? role.roleName().hashCode() : caller.hashCode();
      hash = PRIME * hash + System.identityHashCode(plan);
      hash = PRIME * hash + resource.arn().hashCode();
      return PRIME * hash + grantId.hashCode();
    }
  }

  /** The check on a version of the policies; null if it is not known. */
  @Nullable DecidedCheck of(CheckSubject subject, int version) {
    return version == 0 ? unversioned.get(subject) : versioned.get(new Key(subject, version));
  }

  /** The check on these policies, which are those of this version. */
  DecidedCheck of(CheckSubject subject, int version, PrincipalPolicies principal, KeyPolicies key) {
    count(UNITS_OF_A_SUBJECT);
    Group group =
        new Group(
            sessions.representative(subject.caller(), principal, key),
            subject.plan(),
            subject.resource(),
            subject.grantId(),
            subject.route(),
            principal,
            key);
    DecidedCheck known = groups.get(group);
    if (known == null) {
      count(UNITS_OF_A_CHECK);
      AppliedPolicies policies = new AppliedPolicies(principal, key);
      known = new DecidedCheck(policies, decisions.of(subject, policies));
      groups.put(group, known);
    }
    if (version == 0) {
      unversioned.put(subject, known);
    } else {
      versioned.put(new Key(subject, version), known);
    }
    return known;
  }

  /** Counts a result that is kept. */
  void count(Transcript read) {
    count(read.units());
  }

  private void count(int units) {
    if (kept >= MAX_KEPT) {
      unversioned.clear();
      versioned.clear();
      groups.clear();
      decisions.clear();
      kept = 0;
    }
    kept += units;
  }
}
