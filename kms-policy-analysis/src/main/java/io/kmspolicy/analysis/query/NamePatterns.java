package io.kmspolicy.analysis.query;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns with {@code *} and {@code ?} that filter names; without a pattern every name is in. */
public final class NamePatterns {

  private final List<Pattern> patterns;

  /** The patterns. */
  public NamePatterns(List<String> globs) {
    this.patterns = globs.stream().map(NamePatterns::regex).toList();
  }

  private static Pattern regex(String glob) {
    return Pattern.compile(
        glob.chars()
            .mapToObj(
                c ->
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    })
            .collect(Collectors.joining()),
        Pattern.DOTALL);
  }

  /** Whether a pattern has no wildcard, so that it is the name of one thing. */
  public static boolean isName(String glob) {
    return glob.indexOf('*') < 0 && glob.indexOf('?') < 0;
  }

  /** Whether a pattern matches one of the names of a thing. */
  public boolean include(List<String> names) {
    return patterns.isEmpty()
        || patterns.stream()
            .anyMatch(pattern -> names.stream().anyMatch(name -> pattern.matcher(name).matches()));
  }
}
