package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.replay.result.LostRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The files of a trail: those that are named, and those inside named directories. Links to
 * directories inside them are not followed.
 */
final class TrailFiles {

  private static final List<String> ENDINGS =
      List.of(".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz");

  private final CliContext context;
  private final List<TrailFile> files = new ArrayList<>();
  private final List<LostRecord> lost = new ArrayList<>();

  /**
   * One file.
   *
   * @param name its name, for messages
   * @param path where it is; empty for standard input. The name may not lead to it: in a locale
   *     with few letters, others are replaced
   */
  record TrailFile(String name, Optional<Path> path) {}

  private TrailFiles(CliContext context) {
    this.context = context;
  }

  /** The files with these names. Files of a directory are sorted by their paths. */
  static TrailFiles of(CliContext context, List<String> names) throws IOException {
    TrailFiles trail = new TrailFiles(context);
    for (String name : names) {
      trail.add(name);
    }
    return trail;
  }

  private void add(String name) throws IOException {
    if (name.equals(CliContext.STANDARD_INPUT)) {
      files.add(new TrailFile(name, Optional.empty()));
      return;
    }
    try {
      Path path = context.directory().resolve(name);
      if (Files.isDirectory(path)) {
        addInside(name, path);
      } else {
        files.add(new TrailFile(name, Optional.of(path)));
      }
    } catch (InvalidPathException noName) {
      lost.add(new LostRecord(name, 0, FileFailure.reason(noName)));
    }
  }

  private void addInside(String directory, Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (ENDINGS.stream().anyMatch(file.toString()::endsWith) && !Files.isDirectory(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            lose(name(directory, root, file), FileFailure.reason(failure));
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    for (Path file : found) {
      String name = name(directory, root, file);
      if (Files.isRegularFile(file)) {
        files.add(new TrailFile(name, Optional.of(file)));
      } else if (Files.isSymbolicLink(file) && !Files.exists(file)) {
        lose(name, "it is a link, and its target does not exist");
      } else {
        lose(name, "it is no regular file; name it on the command line to read it as a stream");
      }
    }
  }

  private static String name(String directory, Path root, Path file) {
    return Path.of(directory).resolve(root.relativize(file)).toString();
  }

  private void lose(String file, String reason) {
    lost.add(new LostRecord(file, 0, "the file cannot be read: " + reason));
  }

  /** A file that can be read only once, such as standard input or a pipe. */
  Optional<String> readableOnce() {
    return files.stream().filter(TrailFiles::isReadableOnce).map(TrailFile::name).findFirst();
  }

  private static boolean isReadableOnce(TrailFile file) {
    return file.path().map(path -> Files.exists(path) && !Files.isRegularFile(path)).orElse(true);
  }

  /** Reads each file to its end. A file that cannot be read is lost. */
  void read(BiConsumer<String, InputStream> reader, Consumer<LostRecord> losses) {
    lost.forEach(losses);
    try (TrailProgress progress = TrailProgress.of(context, files)) {
      for (TrailFile file : files) {
        try (InputStream in = progress.counting(file.name(), open(file))) {
          reader.accept(file.name(), in);
        } catch (IOException failure) {
          losses.accept(
              new LostRecord(
                  file.name(), 0, "the file cannot be read: " + FileFailure.reason(failure)));
        }
      }
    }
  }

  private InputStream open(TrailFile file) throws IOException {
    return file.path().isPresent() ? CliContext.open(file.path().get()) : context.open(file.name());
  }
}
