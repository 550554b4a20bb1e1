package io.kmspolicy.collect;

import io.kmspolicy.collect.Journal.Origin;
import io.kmspolicy.collect.aws.LayerReading;
import io.kmspolicy.collect.aws.Subject;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A policy directory that is filled from AWS. The folder of a subject is written beside and then
 * renamed, so it is there whole or not at all. Readers of policy directories ignore the folder
 * {@code .collect}, which holds the journal and what is being written. Not thread-safe.
 */
final class CollectedDirectory implements AutoCloseable {

  private static final String STATE = ".collect";

  private final Path root;
  private final Path account;
  private final Path state;
  private final FileChannel lockFile;
  private final Journal journal;

  private CollectedDirectory(Path root, String account, FileChannel lockFile, Journal journal) {
    this.root = root;
    this.account = root.resolve(account);
    this.state = root.resolve(STATE);
    this.lockFile = lockFile;
    this.journal = journal;
  }

  /**
   * Opens a directory, or begins one.
   *
   * @throws BadInputException if it is of another account, not collected, or in use
   */
  static CollectedDirectory open(Path root, Origin origin) throws IOException {
    Path state = root.resolve(STATE);
    Path file = state.resolve("journal.jsonl");
    refuseOthers(root, Journal.origin(file), origin);
    Files.createDirectories(state);
    FileChannel lockFile = lock(state.resolve("lock"), root);
    try {
      return new CollectedDirectory(root, origin.account(), lockFile, Journal.open(file, origin));
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static void refuseOthers(Path root, Optional<Origin> known, Origin origin)
      throws IOException {
    if (known.isEmpty()) {
      if (!isEmpty(root)) {
        throw new BadInputException(
            root + ": holds files that `collect` has not written; --out must name a new folder");
      }
    } else if (!known.get().equals(origin)) {
      throw new BadInputException(
          root
              + ": was collected from "
              + described(known.get())
              + ", and these credentials belong to "
              + described(origin)
              + "; --out must name another folder");
    }
  }

  private static String described(Origin origin) {
    return "account "
        + origin.account()
        + (origin.endpoint().isEmpty() ? "" : " at " + origin.endpoint());
  }

  private static boolean isEmpty(Path root) throws IOException {
    if (!Files.exists(root)) {
      return true;
    }
    if (!Files.isDirectory(root)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.allMatch(entry -> entry.endsWith(STATE));
    }
  }

  private static FileChannel lock(Path file, Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException inThisProcess) {
      // The same as a lock of another process.
    }
    channel.close();
    throw new BadInputException(root + ": another `collect` is writing to it");
  }

  /** Goes on with a pass that was not finished, or begins another over everything. */
  void begin(Instant now) throws IOException {
    delete(state.resolve("next"));
    delete(state.resolve("old"));
    journal.begin(now);
    // Until the pass is finished, no number of files is stated.
    Files.deleteIfExists(root.resolve(DirectoryFiles.PROPERTIES));
    Files.createDirectories(account);
  }

  /** Whether the pass has read a subject whole already. */
  boolean isDone(Subject subject) {
    return journal.isDone(subject.folder());
  }

  /** Publishes what was read of a subject, in place of what was there. */
  void publish(Subject subject, List<LayerReading> layers, Instant now) throws IOException {
    boolean isRefusedControl =
        subject instanceof Subject.Control && layers.stream().noneMatch(LayerReading::isRead);
    if (isRefusedControl) {
      // An empty folder would state that there are none.
      retire(subject.folder());
    } else {
      Path next = state.resolve("next");
      delete(next);
      Files.createDirectories(next);
      for (LayerReading layer : layers) {
        write(next, layer.files());
      }
      retire(subject.folder());
      Path place = account.resolve(subject.folder());
      Files.createDirectories(place.resolveSibling(""));
      Files.move(next, place);
    }
    delete(state.resolve("old"));
    journal.add(Entry.of(subject.folder(), now, layers));
  }

  /** Removes a subject that AWS does not have any more. */
  void remove(String folder) throws IOException {
    retire(folder);
    delete(state.resolve("old"));
    journal.remove(folder);
  }

  /** Removes a subject that was asked for by name and that AWS does not have. */
  void missing(Subject subject, Instant now) throws IOException {
    remove(subject.folder());
    journal.add(new Entry(subject.folder(), now, false, Map.of()));
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path place = folder.resolve(file.getKey());
      if (file.getKey().endsWith("/")) {
        Files.createDirectories(place);
      } else {
        Files.createDirectories(place.resolveSibling(""));
        Files.writeString(place, file.getValue(), StandardOpenOption.CREATE_NEW);
      }
    }
  }

  private void retire(String folder) throws IOException {
    Path place = account.resolve(folder);
    Path old = state.resolve("old");
    delete(old);
    if (Files.exists(place)) {
      Files.move(place, old);
    }
  }

  /**
   * Removes the folders of a kind that a complete list does not name: they were deleted in AWS.
   *
   * @param prefix such as {@code roles/}
   * @return how many
   */
  int removeOthers(String prefix, Collection<Subject> listed) throws IOException {
    Set<String> known = new HashSet<>();
    listed.forEach(subject -> known.add(subject.folder()));
    List<String> others =
        journal.entries().stream()
            .map(Entry::folder)
            .filter(folder -> folder.startsWith(prefix) && !known.contains(folder))
            .toList();
    for (String folder : others) {
      remove(folder);
    }
    return others.size();
  }

  /** Ends the pass: writes the properties and the report, then the end of the journal. */
  void finish(DirectoryFiles files, Instant now) throws IOException {
    Files.writeString(root.resolve(DirectoryFiles.README), files.readme(journal.entries()));
    Files.writeString(root.resolve(DirectoryFiles.PROPERTIES), files.properties(count(root)));
    journal.finish(now);
  }

  /** What the journal says, in the order of the folders. */
  Collection<Entry> entries() {
    return journal.entries();
  }

  /** The number of files, as {@code files} in the properties counts them. */
  private static int count(Path folder) throws IOException {
    int files = 0;
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        String name = String.valueOf(entry.getFileName());
        if (name.startsWith(".")
            || name.equals(DirectoryFiles.README)
            || name.equals(DirectoryFiles.PROPERTIES)) {
          continue;
        }
        files += Files.isDirectory(entry) ? count(entry) : 1;
      }
    }
    return files;
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
