package io.kmspolicy.directory;

import io.kmspolicy.source.SourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The fingerprint of a directory: the names and the bytes of all files under it. */
final class DirectoryFingerprint {

  private DirectoryFingerprint() {}

  /**
   * Takes the fingerprint.
   *
   * @throws SourceException if a file cannot be read, such as one that is being replaced
   */
  static String of(Path root) {
    MessageDigest digest = sha256();
    try {
      for (Path file : files(root)) {
        digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        if (Files.isRegularFile(file)) {
          byte[] bytes = Files.readAllBytes(file);
          digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
          digest.update(bytes);
        }
      }
    } catch (IOException e) {
      throw new SourceException("the directory cannot be read: " + e.getMessage(), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What is under the root, what policy directories leave alone excepted. */
  static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(file -> !isHidden(root, file)).sorted().toList();
    } catch (java.io.UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean isHidden(Path root, Path file) {
    for (Path name : root.relativize(file)) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
