package io.kmspolicy.inputs.ignore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of the {@code .gitignore} files from the root of a repository down to a directory.
 * Git's other lists, such as {@code .git/info/exclude}, belong to one machine and are not read.
 * Immutable.
 */
public final class IgnoreRules {

  private static final String FILE = ".gitignore";
  private static final int MAX_BYTES = 1 << 20;
  private static final IgnoreRules NONE = new IgnoreRules(null, Path.of(""), List.of());

  private final @Nullable IgnoreRules above;
  private final Path directory;
  private final List<IgnorePattern> patterns;

  private IgnoreRules(@Nullable IgnoreRules above, Path directory, List<IgnorePattern> patterns) {
    this.above = above;
    this.directory = directory;
    this.patterns = patterns;
  }

  /** Rules that ignore nothing. */
  public static IgnoreRules none() {
    return NONE;
  }

  /**
   * The rules that apply to a directory from above, without its own. A directory that is ignored
   * itself, or inside one that is, has none: whoever names it means its files.
   *
   * @param directory an absolute path without {@code .} and {@code ..}
   * @throws IOException if a {@code .gitignore} file cannot be read or is larger than 1 MiB
   */
  public static IgnoreRules above(Path directory) throws IOException {
    List<Path> parents = new ArrayList<>();
    Path at = directory;
    while (!Files.exists(at.resolve(".git"))) {
      at = at.getParent();
      if (at == null) {
        return NONE;
      }
      parents.add(0, at);
    }
    IgnoreRules rules = NONE;
    for (int i = 0; i < parents.size(); i++) {
      rules = rules.below(parents.get(i));
      if (rules.ignore(i + 1 < parents.size() ? parents.get(i + 1) : directory, true)) {
        return NONE;
      }
    }
    return rules;
  }

  /**
   * These rules and those of a directory.
   *
   * @throws IOException if its {@code .gitignore} file cannot be read or is larger than 1 MiB
   */
  public IgnoreRules below(Path inner) throws IOException {
    Path file = inner.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return this;
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + ": the file is larger than " + MAX_BYTES + " bytes");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<IgnorePattern> own =
        text.replaceFirst("^\ufeff", "")
            .lines()
            .flatMap(line -> IgnorePattern.of(line).stream())
            .toList();
    return new IgnoreRules(this, inner, own);
  }

  /**
   * Whether a path is ignored, if no directory above it is. The last pattern that matches decides,
   * and the file of a deeper directory comes later.
   */
  public boolean ignore(Path path, boolean isDirectory) {
    for (IgnoreRules rules = this; rules != null; rules = rules.above) {
      if (!rules.patterns.isEmpty()) {
        Path relative = rules.directory.relativize(path);
        for (int i = rules.patterns.size() - 1; i >= 0; i--) {
          IgnorePattern pattern = rules.patterns.get(i);
          if (pattern.matches(relative, isDirectory)) {
            return pattern.isIgnored();
          }
        }
      }
    }
    return false;
  }
}
