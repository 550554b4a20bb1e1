package io.kmspolicy.directory;

import io.kmspolicy.source.LayerLoader;
import io.kmspolicy.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy directory when it has come to rest.
 *
 * <p>A new state counts only if every look during the settle time finds the same state, before and
 * after it is read. The settle time is longer where something that was there is missing, since a
 * writer that replaces files by removing them first shows a directory that is smaller than both the
 * old and the new one. A link at the root is resolved once a look, so that a link that is turned
 * while it is read does not mix two directories.
 */
final class DirectoryLoader implements LayerLoader<Path, PolicyDirectory> {

  /**
   * How long a directory stays the same before it is read.
   *
   * @param change the time after a change, which is also the time between two looks
   * @param removal the time after a change that removed something
   */
  record SettleTimes(Duration change, Duration removal) {}

  private static final int MAX_RESTARTS = 10;

  private final SettleTimes settle;
  private final Runnable outdated;

  /** A state of any earlier load may stand here: a load compares it with what it finds. */
  private volatile @Nullable State last;

  private record Look(Path root, DirectoryFingerprint print) {
    boolean isSameAs(Look other) {
      return root.equals(other.root) && print.digest().equals(other.print.digest());
    }
  }

  private record State(Look look, PolicyDirectory directory) {}

  /**
   * Makes a loader.
   *
   * @param outdated runs when the directory is found to differ from the state that was read last
   */
  DirectoryLoader(SettleTimes settle, Runnable outdated) {
    this.settle = settle;
    this.outdated = outdated;
  }

  /** Reads the directory, or returns what was read last if nothing has changed. */
  @Override
  public PolicyDirectory load(Path path) {
    for (int i = 0; i < MAX_RESTARTS; i++) {
      Look look = look(path);
      State known = last;
      if (known != null && known.look.isSameAs(look)) {
        return known.directory;
      }
      outdated.run();
      PolicyDirectory read = settled(path, look, settleTime(known, look));
      if (read != null) {
        last = new State(look, read);
        return read;
      }
    }
    throw new SourceException("the directory keeps changing while it is read");
  }

  private Duration settleTime(@Nullable State known, Look look) {
    return known != null && look.print.lacksSomethingOf(known.look.print)
        ? settle.removal
        : settle.change;
  }

  /** The directory, if it stays the same for the settle time; null if it changes meanwhile. */
  private @Nullable PolicyDirectory settled(Path path, Look look, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    do {
      pause();
      if (!look(path).isSameAs(look)) {
        return null;
      }
    } while (System.nanoTime() - end < 0);
    try {
      PolicyDirectory directory = PolicyDirectory.readAsFarAsPossible(look.root);
      return look(path).isSameAs(look) ? directory : null;
    } catch (PolicyDirectoryException e) {
      if (!look(path).isSameAs(look)) {
        return null;
      }
      throw new SourceException(problems(e), e);
    }
  }

  private static Look look(Path path) {
    try {
      Path root = path.toRealPath();
      return new Look(root, DirectoryFingerprint.of(root));
    } catch (IOException e) {
      throw new SourceException("the directory cannot be opened: " + e.getMessage(), e);
    }
  }

  private void pause() {
    try {
      Thread.sleep(settle.change.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException("reading was interrupted", e);
    }
  }

  private static String problems(PolicyDirectoryException e) {
    int others = e.problems().size() - 1;
    String first = e.problems().get(0);
    return others == 0 ? first : first + " (and " + others + " more)";
  }
}
