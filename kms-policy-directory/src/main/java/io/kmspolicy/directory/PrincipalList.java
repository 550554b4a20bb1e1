package io.kmspolicy.directory;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * All users and roles of an account at one time, in the form that their ARNs end with, such as
 * {@code role/team/App}. Immutable.
 *
 * @param asOf the time
 * @param names those whose paths are known
 * @param withoutPath those whose paths are not known, without a path
 */
public record PrincipalList(Instant asOf, Set<String> names, Set<String> withoutPath) {

  /** Copies the sets, in the order of their elements. */
  public PrincipalList {
    names = Collections.unmodifiableSet(new TreeSet<>(names));
    withoutPath = Collections.unmodifiableSet(new TreeSet<>(withoutPath));
  }
}
