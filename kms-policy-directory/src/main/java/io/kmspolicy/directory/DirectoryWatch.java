package io.kmspolicy.directory;

import io.kmspolicy.source.SourceException;
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
  private final WatchService service;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private @Nullable Path watched;

  DirectoryWatch(Path root) {
    this.root = root;
    try {
      this.service = FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      throw new SourceException("changes cannot be watched: " + e.getMessage(), e);
    }
  }

  /** Whether a change was reported since the last call; never waits. */
  boolean hasChanged() {
    boolean changed = false;
    try {
      for (WatchKey key = service.poll(); key != null; key = service.poll()) {
        changed = true;
        key.pollEvents();
        key.reset();
      }
    } catch (ClosedWatchServiceException e) {
      return false;
    }
    return register() || changed;
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
      for (Path path : DirectoryFingerprint.directories(real)) {
        if (!keys.containsKey(path)) {
          keys.put(path, watch(path));
        }
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

  private WatchKey watch(Path path) throws IOException {
    return path.register(
        service,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      LOG.debug("the watch of the directory could not be closed: {}", e.toString());
    }
  }
}
