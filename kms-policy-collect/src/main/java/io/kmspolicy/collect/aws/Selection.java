package io.kmspolicy.collect.aws;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which keys and principals are read.
 *
 * @param keys ids, ARNs and names of aliases; empty for all keys
 * @param principals ARNs, {@code role/NAME} and {@code user/NAME} with {@code *} in names; empty
 *     for all users and roles
 */
public record Selection(List<String> keys, List<String> principals) {

  /** Copies the lists. */
  public Selection {
    keys = List.copyOf(keys);
    principals = List.copyOf(principals);
  }

  /** Whether it is everything. */
  public boolean isAll() {
    return keys.isEmpty() && principals.isEmpty();
  }

  /**
   * The chosen principals of one kind.
   *
   * @param kind {@code role} or {@code user}
   * @return the patterns of names without paths; empty if all are chosen
   */
  Optional<List<String>> names(String kind) {
    return principals.isEmpty()
        ? Optional.empty()
        : Optional.of(
            principals.stream()
                .map(Selection::withoutAccount)
                .filter(name -> name.startsWith(kind + "/"))
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .distinct()
                .toList());
  }

  private static String withoutAccount(String principal) {
    return principal.startsWith("arn:")
        ? principal.substring(principal.lastIndexOf(':') + 1)
        : principal;
  }

  /** Whether a name has a wildcard. */
  static boolean isPattern(String name) {
    return name.indexOf('*') >= 0;
  }

  /** A predicate for names that a pattern with {@code *} matches. */
  static Predicate<String> matching(String pattern) {
    return Pattern.compile(
            Stream.of(pattern.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")))
        .asMatchPredicate();
  }
}
