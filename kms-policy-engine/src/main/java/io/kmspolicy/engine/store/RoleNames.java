package io.kmspolicy.engine.store;

import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.text.LetterCase;

/**
 * Sets of roles as Bloom filters of 64 bits (Bloom 1970). A role has up to three bits, from its
 * account and its name without path, so a role whose path is not known has the bits of every role
 * of its name.
 *
 * <p>Reference: B. H. Bloom, <i>Space/Time Trade-offs in Hash Coding with Allowable Errors</i>,
 * 1970.
 */
final class RoleNames {

  /** The filter that contains every role. */
  static final long ALL = -1;

  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int BITS = 3;
  private static final int BITS_OF_A_NUMBER = 6;

  private RoleNames() {}

  /** The bits of a caller's role. */
  static long of(RoleCaller caller) {
    return of(caller.accountId(), caller.roleName());
  }

  private static long of(String accountId, String name) {
    long mixed = (31L * accountId.hashCode() + LetterCase.lowerCase(name).hashCode()) * MIX;
    long bits = 0;
    for (int i = 1; i <= BITS; i++) {
      bits |= 1L << (mixed >>> (Long.SIZE - i * BITS_OF_A_NUMBER));
    }
    return bits;
  }

  /** The filter of the roles that an element names, themselves or by one of their sessions. */
  static long of(PrincipalElement element) {
    long bits = 0;
    for (PrincipalName name : element.names()) {
      if (name instanceof PrincipalName.Role role) {
        bits |= of(role.accountId(), role.name().substring(role.name().lastIndexOf('/') + 1));
      } else if (name instanceof PrincipalName.AssumedRoleSession session) {
        bits |= of(session.accountId(), session.roleName());
      }
    }
    return bits;
  }

  /** Whether an element matches no role, or only roles that it names. */
  static boolean areAllOf(PrincipalElement element) {
    if (!(element instanceof PrincipalElement.Principal listed)) {
      return false;
    }
    for (PrincipalName name : listed.names()) {
      if (!(name instanceof PrincipalName.Role
          || name instanceof PrincipalName.AssumedRoleSession
          || name instanceof PrincipalName.User
          || name instanceof PrincipalName.Service)) {
        return false;
      }
    }
    return true;
  }

  static boolean mayContain(long filter, long role) {
    return (filter & role) == role;
  }
}
