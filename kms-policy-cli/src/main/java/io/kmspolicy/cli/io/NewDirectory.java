package io.kmspolicy.cli.io;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that a command makes. It appears as a whole, or not at all. */
public final class NewDirectory {

  private final String name;
  private final Path parent;
  private final Path target;

  /** Writes what a directory holds. */
  @FunctionalInterface
  public interface Content {
    /** Writes into an empty directory. */
    void writeTo(Path directory) throws IOException;
  }

  private NewDirectory(String name, Path parent, Path target) {
    this.name = name;
    this.parent = parent;
    this.target = target;
  }

  /**
   * A directory that does not exist yet.
   *
   * @param option the option that names it
   * @throws BadInputException if it exists, or the directory around it does not
   */
  public static NewDirectory of(CliContext context, String option, String name) {
    Path target = context.resolve(name).toAbsolutePath().normalize();
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new BadInputException(
          option + ": " + Quoting.quote(name) + " exists; nothing is overwritten");
    }
    Path parent = target.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new BadInputException(
          option + ": the directory around " + Quoting.quote(name) + " does not exist");
    }
    return new NewDirectory(name, parent, target);
  }

  /** The name, as the command line has it. */
  public String name() {
    return name;
  }

  /** Makes the directory. If its content cannot be written, nothing is left of it. */
  public void write(Content content) throws IOException {
    String hidden = "." + target.getFileName() + ".draft-" + ProcessHandle.current().pid();
    Path draft = Files.createDirectory(parent.resolve(hidden));
    try {
      content.writeTo(draft);
      Files.move(draft, target);
    } finally {
      delete(draft);
    }
  }

  private static void delete(Path draft) throws IOException {
    if (!Files.exists(draft)) {
      return;
    }
    try (Stream<Path> all = Files.walk(draft)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }
}
