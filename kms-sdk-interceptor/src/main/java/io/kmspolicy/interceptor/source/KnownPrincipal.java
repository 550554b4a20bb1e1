package io.kmspolicy.interceptor.source;

import io.kmspolicy.model.request.Caller;
import java.util.Optional;

/**
 * What IAM says of the name of a user or role.
 *
 * @param details the description; empty if there is no such user or role, and if IAM cannot be
 *     asked, since it belongs to another account
 * @param userId the unique id of a user; empty for all others, and if it is not known
 * @param gone whether there is no such user or role
 */
record KnownPrincipal(Optional<PrincipalDetails> details, String userId, boolean gone) {

  static final KnownPrincipal GONE = new KnownPrincipal(Optional.empty(), "", true);
  static final KnownPrincipal FOREIGN = new KnownPrincipal(Optional.empty(), "", false);

  static KnownPrincipal user(PrincipalDetails details, String userId) {
    return new KnownPrincipal(Optional.of(details), userId, false);
  }

  static KnownPrincipal role(PrincipalDetails details) {
    return new KnownPrincipal(Optional.of(details), "", false);
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
