package io.kmspolicy.interceptor.decide;

import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.spi.PolicySource;
import org.jspecify.annotations.Nullable;

/**
 * Adds the paths of roles, which the ARNs of sessions do not contain, to callers (rule 4.15). A
 * path that the caller brings takes precedence. Thread-safe.
 */
final class RolePaths {

  /**
   * The session that was completed last: most processes have one caller, and the engine finds a
   * caller's decisions faster for the same object. Threads that see an older one make an equal one.
   */
  private @Nullable Latest latest;

  private record Latest(RoleCaller session, RolePath path, RoleCaller completed) {}

  /** The caller with the path of its role, if it is a session of a role that the source knows. */
  AccountCaller complete(AccountCaller caller, PolicySource source) {
    if (!(caller instanceof RoleCaller session) || session.path() instanceof RolePath.Known) {
      return caller;
    }
    RolePath path = source.rolePath(session);
    return path instanceof RolePath.Known ? complete(session, path) : caller;
  }

  private RoleCaller complete(RoleCaller session, RolePath path) {
    Latest last = latest;
    if (last != null && last.session().equals(session) && last.path().equals(path)) {
      return last.completed();
    }
    RoleCaller completed = session.withPath(path);
    latest = new Latest(session, path, completed);
    return completed;
  }
}
