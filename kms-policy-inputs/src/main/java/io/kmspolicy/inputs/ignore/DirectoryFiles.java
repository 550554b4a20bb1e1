package io.kmspolicy.inputs.ignore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files below a directory. Hidden files, excluded ones and those that Git ignores are left out;
 * directories that are left out are not read.
 */
public final class DirectoryFiles {

  private final Path root;
  private final ExcludedFiles excluded;
  private final Predicate<Path> wanted;
  private final List<Path> files = new ArrayList<>();
  private final List<Path> ignored = new ArrayList<>();

  /**
   * Reads a directory.
   *
   * @param root an absolute path without {@code .} and {@code ..}
   * @param wanted which of the ignored files are worth a note
   * @throws IOException if a directory cannot be read
   */
  public DirectoryFiles(Path root, ExcludedFiles excluded, boolean ignores, Predicate<Path> wanted)
      throws IOException {
    this.root = root;
    this.excluded = excluded;
    this.wanted = wanted;
    if (ignores) {
      addAll(root, IgnoreRules.above(root), true);
    } else {
      addAll(root, IgnoreRules.none(), false);
    }
    files.sort(null);
    ignored.sort(null);
  }

  /** The files and links, in order. */
  public List<Path> files() {
    return files;
  }

  /** The directories, and the wanted files, that Git ignores, in order. */
  public List<Path> ignored() {
    return ignored;
  }

  private void addAll(Path directory, IgnoreRules above, boolean ignores) throws IOException {
    IgnoreRules rules = ignores ? above.below(directory) : above;
    List<Path> entries;
    try (Stream<Path> list = Files.list(directory)) {
      entries = list.toList();
    }
    for (Path entry : entries) {
      boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
      if (entry.getFileName().toString().startsWith(".")
          || excluded.contains(root.relativize(entry))) {
        continue;
      }
      if (rules.ignore(entry, isDirectory)) {
        if (isDirectory || wanted.test(entry)) {
          ignored.add(entry);
        }
      } else if (isDirectory) {
        addAll(entry, rules, ignores);
      } else {
        files.add(entry);
      }
    }
  }
}
