package io.kmspolicy.directory;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
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

  private final Path root;

  /** Null if there are no notifications. */
  private final @Nullable WatchService service;

  private final Map<Path, WatchKey> keys = new HashMap<>();
  private @Nullable Path watched;

  /** Opens a watch service. */
  @FunctionalInterface
  interface Opening {
    WatchService open() throws IOException;
  }

  DirectoryWatch(Path root) {
    this(root, FileSystems.getDefault()::newWatchService);
  }

  DirectoryWatch(Path root, Opening opening) {
    this.root = root;
    this.service = opened(opening);
  }

  /** A system limits how many of its processes' directories it watches. */
  private static @Nullable WatchService opened(Opening opening) {
    try {
      return opening.open();
    } catch (IOException e) {
      LOG.warn("changes are found every interval only, they cannot be watched: {}", e.getMessage());
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
    return register() || changed;
  }

  private @Nullable WatchKey next() {
    return service == null ? null : service.poll();
  }

  /**
   * Watches the directories that are there now.
   *
   * @return whether the root is another directory than before, or has gone
   */
  private boolean register() {
    keys.values().removeIf(key -> !key.isValid());
    Path before = watched;
    try {
      Path real = root.toRealPath();
      boolean turned = !real.equals(before);
      if (turned) {
        keys.values().forEach(WatchKey::cancel);
        keys.clear();
        watched = real;
      }
      if (service != null) {
        watchAll(real, service);
      }
      return turned;
    } catch (IOException e) {
      LOG.debug("not everything can be watched for changes now: {}", e.toString());
      watched = null;
      return before != null;
    } catch (ClosedWatchServiceException e) {
      return false;
    }
  }

  private void watchAll(Path real, WatchService notifications) throws IOException {
    for (Path path : DirectoryFingerprint.directories(real)) {
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
