package io.kmspolicy.directory;

import io.kmspolicy.source.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The state of a directory at one look: a SHA-256 digest of the names, the kinds and the contents
 * of everything under it, and the names. What cannot be read is part of the state, not a failure.
 * Links are followed; a link to a directory above itself is not. Memory does not grow with the size
 * of files.
 *
 * @param digest the digest, in hexadecimal
 * @param names the names of all files, relative to the root
 * @param directories the directories, the root first, for watching
 */
record DirectoryFingerprint(String digest, Set<String> names, List<Path> directories) {

  /** The layout has at most five levels of names. */
  private static final int MAX_DEPTH = 6;

  private static final int MAX_ENTRIES = 200_000;
  private static final int BUFFER = 1 << 16;

  /**
   * Looks at a directory.
   *
   * @throws SourceException if it holds too many entries
   */
  static DirectoryFingerprint of(Path root) {
    Walk walk = new Walk(root, sha256(), true);
    walk.directory(root, 0);
    return new DirectoryFingerprint(
        HexFormat.of().formatHex(walk.digest.digest()), walk.names, walk.directories);
  }

  /** The directories under a root, without a look at contents. */
  static List<Path> directories(Path root) {
    Walk walk = new Walk(root, sha256(), false);
    walk.directory(root, 0);
    return walk.directories;
  }

  /** The names of the files under a root, without a look at contents. */
  static Set<String> names(Path root) {
    Walk walk = new Walk(root, sha256(), false);
    walk.directory(root, 0);
    return walk.names;
  }

  /** Whether something that an older state had is not here any more. */
  boolean lacksSomethingOf(DirectoryFingerprint older) {
    return !names.containsAll(older.names);
  }

  /**
   * A path that leads to a directory only. Opening a pipe that has just taken the place of the
   * directory would block; as a part of a path it is refused.
   */
  static Path insideOf(Path directory) {
    return directory.resolve(".");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** One walk through the directories. */
  private static final class Walk {
    private final Path root;
    private final MessageDigest digest;
    private final boolean contents;
    private final Set<String> names = new HashSet<>();
    private final List<Path> directories = new ArrayList<>();
    private final Set<Path> above = new HashSet<>();
    private int entries;

    Walk(Path root, MessageDigest digest, boolean contents) {
      this.root = root;
      this.digest = digest;
      this.contents = contents;
    }

    void directory(Path directory, int depth) {
      Path real = real(directory);
      if (depth > MAX_DEPTH || !above.add(real)) {
        add("not followed");
        return;
      }
      directories.add(directory);
      for (Path entry : entries(directory)) {
        entry(entry, depth);
      }
      above.remove(real);
    }

    private static Path real(Path directory) {
      try {
        return directory.toRealPath();
      } catch (IOException e) {
        return directory;
      }
    }

    private void entry(Path entry, int depth) {
      String name = root.relativize(entry).toString();
      add(name);
      if (Files.isDirectory(entry)) {
        directory(entry, depth + 1);
      } else {
        names.add(name);
        if (!Files.isRegularFile(entry)) {
          add("no file");
        } else if (contents) {
          content(entry);
        }
      }
    }

    private List<Path> entries(Path directory) {
      List<Path> found = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(insideOf(directory))) {
        for (Path entry : stream) {
          count();
          Path name = entry.getFileName();
          if (!name.toString().startsWith(".")) {
            found.add(directory.resolve(name));
          }
        }
      } catch (IOException | java.nio.file.DirectoryIteratorException e) {
        add("cannot be listed");
      }
      Collections.sort(found);
      return found;
    }

    private void count() {
      entries++;
      if (entries > MAX_ENTRIES) {
        throw new SourceException(
            "the directory holds more than " + MAX_ENTRIES + " entries, the most that are read");
      }
    }

    /** Adds what a file holds, up to a little more than what the reader accepts. */
    private void content(Path file) {
      long left = 1L + PolicyDirectoryReader.maximumBytes(file);
      try (InputStream in = Files.newInputStream(file)) {
        add(Long.toString(Files.size(file)));
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
          digest.update(buffer, 0, (int) Math.min(read, left));
          left -= read;
        }
      } catch (IOException e) {
        add("cannot be read");
      }
    }

    private void add(String text) {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
  }
}
