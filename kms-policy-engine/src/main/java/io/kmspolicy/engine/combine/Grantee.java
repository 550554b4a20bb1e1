package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.regex.Pattern;

/** The principal that a grant names, read once for all callers (rule 5.7). */
sealed interface Grantee {

  /** The name of a service, of a role of AWS with its session, or the id of a deleted principal. */
  Pattern INTERNAL_NAME =
      Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[0-9]{12}:aws:.+|A[A-Z0-9]{15,}");

  /** A principal that can be compared with a caller. */
  record Named(PrincipalName name) implements Grantee {}

  /** A principal without a readable name. */
  enum Unnamed implements Grantee {
    /**
     * An internal name, which ListGrants may show: such as {@code
     * dynamodb.us-west-2.amazonaws.com}, {@code 111122223333:aws:ec2-infrastructure:i-1234}, or the
     * unique id of a principal that was deleted.
     */
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
      return INTERNAL_NAME.matcher(text).matches() ? Unnamed.INTERNAL : Unnamed.UNREADABLE;
    }
    try {
      return new Named(PrincipalName.parse("AWS", text));
    } catch (InvalidNameException unreadable) {
      return Unnamed.UNREADABLE;
    }
  }
}
