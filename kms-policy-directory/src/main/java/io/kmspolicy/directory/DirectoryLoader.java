package io.kmspolicy.directory;

import io.kmspolicy.source.LayerLoader;
import io.kmspolicy.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy directory whole: what is read counts only if the directory was the same before,
 * after, and a moment later. A link at the root is followed once, so that one that is turned while
 * it is read does not mix two directories.
 */
final class DirectoryLoader implements LayerLoader<Path, PolicyDirectory> {

  private static final int TRIES = 10;

  private final Duration settle;
  private @Nullable Read last;

  private record Read(Path root, String print, PolicyDirectory directory) {}

  DirectoryLoader(Duration settle) {
    this.settle = settle;
  }

  /** Reads the directory, or returns what was read last if nothing has changed. */
  @Override
  public synchronized PolicyDirectory load(Path path) {
    for (int i = 0; i < TRIES; i++) {
      Path root = real(path);
      String before = DirectoryFingerprint.of(root);
      Read known = last;
      if (known != null && known.print.equals(before) && known.root.equals(root)) {
        return known.directory;
      }
      Read read = read(path, root, before);
      if (read != null) {
        last = read;
        return read.directory;
      }
    }
    throw new SourceException("the directory keeps changing while it is read");
  }

  /** Null if the directory changed meanwhile. */
  private @Nullable Read read(Path path, Path root, String before) {
    PolicyDirectory directory;
    try {
      directory = PolicyDirectory.load(root);
    } catch (PolicyDirectoryException e) {
      if (!isSettled(path, root, before)) {
        return null;
      }
      throw new SourceException(problems(e), e);
    }
    return isSettled(path, root, before) ? new Read(root, before, directory) : null;
  }

  private boolean isSettled(Path path, Path root, String before) {
    return isSame(path, root, before) && waited() && isSame(path, root, before);
  }

  private static boolean isSame(Path path, Path root, String before) {
    return real(path).equals(root) && DirectoryFingerprint.of(root).equals(before);
  }

  private boolean waited() {
    try {
      Thread.sleep(settle.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException("reading was interrupted", e);
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new SourceException("the directory is not there: " + e.getMessage(), e);
    }
  }

  private static String problems(PolicyDirectoryException e) {
    int others = e.problems().size() - 1;
    String first = e.problems().get(0);
    return others == 0 ? first : first + " (and " + others + " more)";
  }
}
