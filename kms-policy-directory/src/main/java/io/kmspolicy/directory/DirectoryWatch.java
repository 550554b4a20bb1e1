package io.kmspolicy.directory;

import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the file system's notifications of changes under a directory. Some file systems, such as
 * network shares, send none: periodic reading finds their changes. Only {@link #close} may be
 * called by another thread.
 */
final class DirectoryWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

  /**
   * The longest time without a search for directories: one that is made while its parent is being
   * watched for the first time is not reported.
   */
  private static final long SEARCH_NANOS = Duration.ofSeconds(30).toNanos();

  private final Path root;
  private final Function<Path, List<Path>> search;

  /** Null if there are no notifications. */
  private final @Nullable WatchService service;

  private final Map<Path, WatchKey> keys = new HashMap<>();
  private @Nullable Path watched;
  private boolean searchesAgain;
  private long searchedAt;

  /** Opens a watch service. */
  @FunctionalInterface
  interface Opening {
    WatchService open() throws IOException;
  }

  DirectoryWatch(Path root) {
    this(root, FileSystems.getDefault()::newWatchService);
  }

  DirectoryWatch(Path root, Opening opening) {
    this(root, opening, DirectoryFingerprint::directories);
  }

  /**
   * Opens a watch service.
   *
   * @param search finds the directories under the root, itself included
   */
  DirectoryWatch(Path root, Opening opening, Function<Path, List<Path>> search) {
    this.root = root;
    this.search = search;
    this.service = opened(opening);
  }

  /** A system limits how many of its processes' directories it watches. */
  private static @Nullable WatchService opened(Opening opening) {
    try {
      return opening.open();
    } catch (IOException e) {
      LOG.warn(
          "changes are found every interval only, they cannot be watched: {}",
          Quoting.oneLine(e.toString()));
      return null;
    }
  }

  /** Whether a change was reported since the last call; never waits. */
  boolean hasChanged() {
    boolean changed = false;
    try {
      for (WatchKey key = next(); key != null; key = next()) {
        changed = true;
        key.pollEvents();
        key.reset();
      }
    } catch (ClosedWatchServiceException e) {
      return false;
    }
    return register(changed) || changed;
  }

  private @Nullable WatchKey next() {
    return service == null ? null : service.poll();
  }

  /**
   * Watches the directories that are there now. They are searched for after a change, once more in
   * the next look, and from time to time: a search lists every directory.
   *
   * @return whether the root is another directory than before, or has gone
   */
  private boolean register(boolean changed) {
    Path before = watched;
    Path real;
    try {
      real = root.toRealPath();
    } catch (IOException e) {
      LOG.debug("the directory cannot be watched for changes now: {}", e.toString());
      watched = null;
      return before != null;
    }
    boolean turned = !real.equals(before);
    if (turned) {
      keys.values().forEach(WatchKey::cancel);
      keys.clear();
      watched = real;
    }
    if (service != null && isSearchDue(turned || changed)) {
      watchAll(real, service);
    }
    return turned;
  }

  private boolean isSearchDue(boolean changed) {
    long now = System.nanoTime();
    boolean due = changed || searchesAgain || now - searchedAt > SEARCH_NANOS;
    searchesAgain = changed;
    if (due) {
      searchedAt = now;
    }
    return due;
  }

  private void watchAll(Path real, WatchService notifications) {
    keys.values().removeIf(key -> !key.isValid());
    try {
      for (Path path : search.apply(real)) {
        if (!keys.containsKey(path)) {
          keys.put(
              path,
              path.register(
                  notifications,
                  StandardWatchEventKinds.ENTRY_CREATE,
                  StandardWatchEventKinds.ENTRY_MODIFY,
                  StandardWatchEventKinds.ENTRY_DELETE));
        }
      }
    } catch (IOException | ClosedWatchServiceException e) {
      LOG.debug("not everything can be watched for changes now: {}", e.toString());
    }
  }

  @Override
  public void close() {
    try {
      if (service != null) {
        service.close();
      }
    } catch (IOException e) {
      LOG.debug("the watch of the directory could not be closed: {}", e.toString());
    }
  }
}
