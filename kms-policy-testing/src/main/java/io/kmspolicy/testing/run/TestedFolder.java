package io.kmspolicy.testing.run;

import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The policies and the scenario files of a folder. File names are as the command line has them. */
public final class TestedFolder {

  private static final String POLICIES = "policies";
  private static final String SUFFIX = ".jsonl";

  private final Function<String, Path> paths;
  private final String folder;

  /**
   * A folder.
   *
   * @param paths the files of names
   */
  public TestedFolder(Function<String, Path> paths, String folder) {
    this.paths = paths;
    this.folder = folder;
  }

  /** The policies: those that are named, or the folder {@code policies}. */
  public String policies(String named) {
    if (!named.isEmpty()) {
      return named;
    }
    String usual = Path.of(folder, POLICIES).toString();
    if (!Files.isDirectory(paths.apply(folder))) {
      throw new BadInputException(folder + ": there is no such folder");
    }
    if (!Files.isDirectory(paths.apply(usual))) {
      throw new BadInputException(
          folder
              + ": there is no folder `"
              + POLICIES
              + "` in it; name the policies with --policies");
    }
    return usual;
  }

  /**
   * The scenario files: those that are named, and those in folders that are named; otherwise all
   * files of the folder whose names end in {@code .jsonl}, except in the policies.
   */
  public List<String> scenarios(List<String> named, String policies) throws IOException {
    if (named.isEmpty()) {
      return inside(folder, paths.apply(policies));
    }
    List<String> files = new ArrayList<>();
    for (String name : named) {
      if (Files.isDirectory(paths.apply(name))) {
        files.addAll(inside(name, paths.apply(policies)));
      } else {
        files.add(name);
      }
    }
    return files;
  }

  private List<String> inside(String name, Path policies) throws IOException {
    Path root = paths.apply(name);
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(path -> path.toString().endsWith(SUFFIX))
          .filter(path -> !path.startsWith(policies))
          .filter(path -> Files.isRegularFile(path) || Files.notExists(path))
          .map(path -> Path.of(name).resolve(root.relativize(path)).toString())
          .sorted()
          .toList();
    }
  }
}
