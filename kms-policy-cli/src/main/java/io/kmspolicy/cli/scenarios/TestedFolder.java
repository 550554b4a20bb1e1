package io.kmspolicy.cli.scenarios;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The policies and the scenario files of a folder. File names are as the command line has them. */
final class TestedFolder {

  private static final String POLICIES = "policies";
  private static final String SUFFIX = ".jsonl";

  private final CliContext context;
  private final String folder;

  TestedFolder(CliContext context, String folder) {
    this.context = context;
    this.folder = folder;
  }

  /** The policies: those that are named, or the folder {@code policies}. */
  String policies(String named) {
    if (!named.isEmpty()) {
      return named;
    }
    String usual = Path.of(folder, POLICIES).toString();
    if (!Files.isDirectory(context.resolve(folder))) {
      throw new BadInputException(folder + ": there is no such folder");
    }
    if (!Files.isDirectory(context.resolve(usual))) {
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
  List<String> scenarios(List<String> named, String policies) throws IOException {
    if (named.isEmpty()) {
      return inside(folder, context.resolve(policies));
    }
    List<String> files = new ArrayList<>();
    for (String name : named) {
      if (Files.isDirectory(context.resolve(name))) {
        files.addAll(inside(name, context.resolve(policies)));
      } else {
        files.add(name);
      }
    }
    return files;
  }

  private List<String> inside(String name, Path policies) throws IOException {
    Path root = context.resolve(name);
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
