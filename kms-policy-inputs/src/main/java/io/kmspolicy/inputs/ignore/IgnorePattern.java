package io.kmspolicy.inputs.ignore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pattern of a {@code .gitignore} file. Immutable.
 *
 * @param names the names of the path from the directory of the file on
 * @param isAnywhere whether the pattern is one name at any depth
 * @param isDirectory whether it matches directories only
 * @param isIgnored whether paths that match are ignored; otherwise they are not
 * @see <a href="https://git-scm.com/docs/gitignore">gitignore: pattern format</a>
 */
record IgnorePattern(
    List<NamePattern> names, boolean isAnywhere, boolean isDirectory, boolean isIgnored) {

  /** The pattern of a line; empty if the line is blank, a comment, or matches nothing. */
  static Optional<IgnorePattern> of(String line) {
    String pattern = withoutTrailingSpaces(line);
    if (pattern.isEmpty() || pattern.startsWith("#")) {
      return Optional.empty();
    }
    boolean negated = pattern.startsWith("!");
    pattern = negated ? pattern.substring(1) : pattern;
    boolean directory = pattern.endsWith("/");
    pattern = directory ? pattern.substring(0, pattern.length() - 1) : pattern;
    boolean anywhere = pattern.indexOf('/') < 0;
    Optional<List<NamePattern>> names =
        names(pattern.startsWith("/") ? pattern.substring(1) : pattern, anywhere);
    return names.map(all -> new IgnorePattern(all, anywhere, directory, !negated));
  }

  private static Optional<List<NamePattern>> names(String pattern, boolean isAnywhere) {
    List<NamePattern> names = new ArrayList<>();
    for (String name : pattern.split("/", -1)) {
      Optional<NamePattern> parsed = NamePattern.of(name);
      if (name.isEmpty() || parsed.isEmpty()) {
        return Optional.empty();
      }
      names.add(parsed.get());
    }
    // A last `**` stands for one name or more.
    if (!isAnywhere && names.get(names.size() - 1).isAnyPath()) {
      names.add(names.size() - 1, NamePattern.of("*").orElseThrow());
    }
    return Optional.of(List.copyOf(names));
  }

  /** A space after a backslash stays. */
  private static String withoutTrailingSpaces(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ' && !isEscaped(line, end - 1)) {
      end--;
    }
    return line.substring(0, end);
  }

  private static boolean isEscaped(String line, int at) {
    int backslashes = 0;
    while (at > backslashes && line.charAt(at - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /**
   * Whether a path matches.
   *
   * @param path the path, relative to the directory of the file
   */
  boolean matches(Path path, boolean isOfDirectory) {
    if (isDirectory && !isOfDirectory) {
      return false;
    }
    return isAnywhere ? names.get(0).matches(path.getFileName().toString()) : matches(path);
  }

  /** Goes back to the last {@code **} only, as a match of one name does to the last run. */
  private boolean matches(Path path) {
    int pattern = 0;
    int name = 0;
    int run = -1;
    int runName = 0;
    while (name < path.getNameCount()) {
      if (pattern < names.size() && names.get(pattern).isAnyPath()) {
        run = pattern++;
        runName = name;
      } else if (pattern < names.size()
          && names.get(pattern).matches(path.getName(name).toString())) {
        pattern++;
        name++;
      } else if (run >= 0) {
        pattern = run + 1;
        name = ++runName;
      } else {
        return false;
      }
    }
    return names.subList(pattern, names.size()).stream().allMatch(NamePattern::isAnyPath);
  }
}
