package io.kmspolicy.inputs.ignore;

import io.kmspolicy.model.problem.BadInputException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** The files and folders of linted directories that patterns leave out. */
public final class ExcludedFiles {

  private final List<PathMatcher> patterns;

  /**
   * Files that one of the patterns matches.
   *
   * @param globs patterns as of {@link java.nio.file.FileSystem#getPathMatcher}, for names or for
   *     paths below the linted directory
   */
  public ExcludedFiles(List<String> globs) {
    this.patterns = globs.stream().map(ExcludedFiles::pattern).toList();
  }

  private static PathMatcher pattern(String glob) {
    try {
      String plain = glob.endsWith("/") ? glob.substring(0, glob.length() - 1) : glob;
      return FileSystems.getDefault().getPathMatcher("glob:" + plain);
    } catch (PatternSyntaxException invalid) {
      throw new BadInputException("--exclude: `" + glob + "` is not a pattern of file names");
    }
  }

  /** Whether the path, a folder on it, or the name of one of them is left out. */
  boolean contains(Path path) {
    for (int length = 1; length <= path.getNameCount(); length++) {
      Path prefix = path.subpath(0, length);
      Path name = path.getName(length - 1);
      if (patterns.stream().anyMatch(one -> one.matches(prefix) || one.matches(name))) {
        return true;
      }
    }
    return false;
  }
}
