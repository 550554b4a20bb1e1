package io.kmspolicy.interceptor.source;

import io.kmspolicy.model.request.Caller;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The identity to which credentials belong, as STS reports it.
 *
 * @param caller the caller
 * @param uniqueId the unique id, which a user keeps when it is renamed; empty if it is not known
 */
record CallerIdentity(Caller.AccountCaller caller, String uniqueId) {

  /**
   * Whether the caller of credentials still has this name. Users are renamed, and get other paths.
   * The temporary credentials of a user have the name that it had when they were made, so they
   * count only if IAM confirms that the name is still that of this user; other credentials of users
   * unless IAM contradicts.
   *
   * @param principal what IAM says of the name of a user; empty until it is known
   */
  boolean isCurrent(boolean temporary, Supplier<Optional<KnownPrincipal>> principal) {
    if (!(caller instanceof Caller.IamUser)) {
      return true;
    }
    Optional<KnownPrincipal> known = principal.get();
    return temporary
        ? known.filter(user -> user.confirms(caller, uniqueId)).isPresent()
        : known.filter(user -> user.contradicts(caller, uniqueId)).isEmpty();
  }
}
