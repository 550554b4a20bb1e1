package io.kmspolicy.spark;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory as bytes: the relative names and the contents of its files, sorted by name, so that
 * equal directories have equal bytes.
 */
final class DirectoryBytes {

  private DirectoryBytes() {}

  /** The bytes of a directory. */
  static byte[] of(Path directory) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes);
        Stream<Path> tree = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files =
          tree.filter(Files::isRegularFile)
              .sorted(Comparator.comparing(file -> name(directory, file)))
              .toList();
      out.writeInt(files.size());
      for (Path file : files) {
        write(name(directory, file).getBytes(StandardCharsets.UTF_8), out);
        write(Files.readAllBytes(file), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String name(Path directory, Path file) {
    return directory.relativize(file).toString().replace('\\', '/');
  }

  private static void write(byte[] content, DataOutputStream out) throws IOException {
    out.writeInt(content.length);
    out.write(content);
  }

  /**
   * Reads a policy directory from its bytes. The files exist in the temporary folder of the process
   * while they are read; the folder is readable by its owner alone.
   *
   * @param assumed the layers that are none where the files say nothing of them
   */
  static PolicyDirectory load(byte[] bytes, AssumedNone assumed) {
    try {
      Path directory = Files.createTempDirectory("kms-policy-");
      try {
        unpack(bytes, directory);
        return PolicyDirectory.load(directory, assumed);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(byte[] bytes, Path directory) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int files = in.readInt();
      for (int i = 0; i < files; i++) {
        String name = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        Path file = directory.resolve(name).normalize();
        if (!file.startsWith(directory)) {
          throw new IOException("`" + name + "` is outside of the directory");
        }
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, in.readNBytes(in.readInt()));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(directory)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
