package io.kmspolicy.interceptor.source;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.Optional;

/**
 * What IAM says of the name of a user or role.
 *
 * @param details the description; empty if there is no such user or role, and if IAM cannot be
 *     asked, since it belongs to another account
 * @param userId the unique id of a user; empty for all others, and if it is not known
 * @param gone whether there is no such user or role
 * @param role any session of the role, with its path; empty for all others, and if the ARN that IAM
 *     states is none of a role
 */
record KnownPrincipal(
    Optional<PrincipalDetails> details,
    String userId,
    boolean gone,
    Optional<Caller.AnyRoleSession> role) {

  static final KnownPrincipal GONE =
      new KnownPrincipal(Optional.empty(), "", true, Optional.empty());
  static final KnownPrincipal FOREIGN =
      new KnownPrincipal(Optional.empty(), "", false, Optional.empty());

  static KnownPrincipal user(PrincipalDetails details, String userId) {
    return new KnownPrincipal(Optional.of(details), userId, false, Optional.empty());
  }

  static KnownPrincipal role(PrincipalDetails details) {
    return new KnownPrincipal(Optional.of(details), "", false, roleOf(details.arn()));
  }

  private static Optional<Caller.AnyRoleSession> roleOf(String arn) {
    try {
      return Caller.parse(arn) instanceof Caller.AnyRoleSession role
          ? Optional.of(role)
          : Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  /** The path of the role behind a session; unknown if this is another role. */
  Caller.RolePath pathOf(Caller.RoleCaller session) {
    return role.isPresent()
            && role.get().roleName().equals(session.roleName())
            && role.get().accountId().equals(session.accountId())
            && role.get().partition().equals(session.partition())
        ? role.get().path()
        : Caller.RolePath.unknown();
  }

  /** Whether a user has its present name and path, and this unique id. */
  boolean confirms(Caller user, String id) {
    return !id.isEmpty() && id.equals(userId) && hasArnOf(user);
  }

  /** Whether there is no user of this name and path, or one of another unique id. */
  boolean contradicts(Caller user, String id) {
    boolean another = !id.isEmpty() && !userId.isEmpty() && !id.equals(userId);
    return gone || (details.isPresent() && (another || !hasArnOf(user)));
  }

  private boolean hasArnOf(Caller user) {
    return details.filter(known -> known.arn().equals(user.arn())).isPresent();
  }
}
