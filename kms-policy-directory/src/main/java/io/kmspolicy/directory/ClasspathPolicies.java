package io.kmspolicy.directory;

import io.kmspolicy.source.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Policies in resources on the class path of a program.
 *
 * <p>A class path cannot be listed, so a resource {@code index.txt} at the root names the files,
 * one per line, relative to the root and with {@code /} between names. Empty lines and lines that
 * begin with {@code #} are ignored. The files have the layout of {@link PolicyDirectory} and are
 * read once.
 *
 * <pre>{@code
 * PolicyDirectory policies =
 *     ClasspathPolicies.load(Main.class.getClassLoader(), "policies");
 * }</pre>
 */
public final class ClasspathPolicies {

  /** The name of the resource that lists the files. */
  public static final String INDEX = "index.txt";

  private ClasspathPolicies() {}

  /**
   * Reads the policies under a root.
   *
   * @param loader the class loader that finds the resources
   * @param root the resource root, such as {@code policies}
   * @throws SourceException if the index or a file that it names is missing or unreadable
   * @throws io.kmspolicy.directory.PolicyDirectoryException if a file has a mistake
   */
  public static PolicyDirectory load(ClassLoader loader, String root) {
    String prefix = root.isEmpty() || root.endsWith("/") ? root : root + "/";
    try {
      Path copy = Files.createTempDirectory("kms-policies");
      try {
        for (String name : names(loader, prefix)) {
          copy(loader, prefix, name, copy);
        }
        return PolicyDirectory.load(copy);
      } finally {
        delete(copy);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new SourceException("the resources under `" + root + "` cannot be read", e);
    }
  }

  private static List<String> names(ClassLoader loader, String prefix) throws IOException {
    try (InputStream index = open(loader, prefix + INDEX)) {
      return new String(index.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }

  private static void copy(ClassLoader loader, String prefix, String name, Path copy)
      throws IOException {
    Path target = copy.resolve(name).normalize();
    if (!target.startsWith(copy) || target.equals(copy)) {
      throw new SourceException(
          "`" + prefix + INDEX + "` names `" + name + "`, which is not under its root");
    }
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (InputStream resource = open(loader, prefix + name)) {
      Files.copy(resource, target);
    }
  }

  private static InputStream open(ClassLoader loader, String name) {
    InputStream resource = loader.getResourceAsStream(name);
    if (resource == null) {
      throw new SourceException("there is no resource `" + name + "`");
    }
    return resource;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
