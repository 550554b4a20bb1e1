package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;

/** The principal that a grant names, read once for all callers (rule 5.7). */
sealed interface Grantee {

  /** A principal that can be compared with a caller. */
  record Named(PrincipalName name) implements Grantee {}

  /** A principal without a readable name. */
  enum Unnamed implements Grantee {
    /** An internal service name, which stands for principals that ListGrants does not show. */
    INTERNAL,
    /** A text that is no principal. */
    UNREADABLE,
    /** No principal. */
    NOBODY
  }

  static Grantee of(GrantPrincipal principal) {
    if (principal instanceof GrantPrincipal.ServicePrincipal service) {
      return new Named(new PrincipalName.Service(service.name()));
    }
    return principal instanceof GrantPrincipal.Principal named ? of(named.text()) : Unnamed.NOBODY;
  }

  private static Grantee of(String text) {
    if (Arn.parse(text).isEmpty() && !Arn.isAccountId(text)) {
      return Unnamed.INTERNAL;
    }
    try {
      return new Named(PrincipalName.parse("AWS", text));
    } catch (InvalidNameException unreadable) {
      return Unnamed.UNREADABLE;
    }
  }
}
