package io.kmspolicy.directory;

import io.kmspolicy.source.RefreshSettings;
import java.nio.file.Path;
import java.time.Duration;

/** Opens watched directories with short settle times, for tests of other modules. */
public final class WatchedDirectories {

  private WatchedDirectories() {}

  /** Opens a directory with settle times for changes and for removals. */
  public static WatchedDirectory open(
      Path root, RefreshSettings settings, Duration change, Duration removal) {
    return WatchedDirectory.open(root, settings, new DirectoryLoader.SettleTimes(change, removal));
  }
}
