package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.replay.trail.LostRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The files of a trail: those that are named, and those inside named directories. */
final class TrailFiles {

  private static final List<String> ENDINGS =
      List.of(".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz");

  private TrailFiles() {}

  /** The names of the files. Files of a directory are sorted by their paths. */
  static List<String> of(CliContext context, List<String> names) throws IOException {
    List<String> files = new ArrayList<>();
    for (String name : names) {
      if (!name.equals(CliContext.STANDARD_INPUT) && Files.isDirectory(context.resolve(name))) {
        files.addAll(inside(context, name));
      } else {
        files.add(name);
      }
    }
    return files;
  }

  private static List<String> inside(CliContext context, String directory) throws IOException {
    Path root = context.resolve(directory);
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(Files::isRegularFile)
          .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
          .sorted()
          .map(file -> Path.of(directory).resolve(root.relativize(file)).toString())
          .toList();
    }
  }

  /** Reads each file to its end. A file that cannot be read is lost. */
  static void read(
      CliContext context,
      List<String> files,
      BiConsumer<String, InputStream> reader,
      Consumer<LostRecord> lost)
      throws IOException {
    try (TrailProgress progress = TrailProgress.of(context, files)) {
      for (String file : files) {
        try (InputStream in = progress.counting(file, context.open(file))) {
          reader.accept(file, in);
        } catch (IOException failure) {
          lost.accept(new LostRecord(file, 0, "the file cannot be read: " + failure.getMessage()));
        }
      }
    }
  }
}
