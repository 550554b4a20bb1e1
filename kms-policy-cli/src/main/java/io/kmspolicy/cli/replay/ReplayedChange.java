package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.ReplayReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Replays trails against policies and against those that are to replace them. */
public final class ReplayedChange {

  private ReplayedChange() {}

  /**
   * The report on the events of trails.
   *
   * @param trails files and directories
   */
  public static ReplayReport report(
      CliContext context,
      Policies current,
      Policies proposed,
      ReplayOptions options,
      List<String> trails)
      throws IOException {
    try (Replay replay = new Replay(current, Optional.of(proposed), options)) {
      TrailFiles.of(context, trails).read(replay::read, replay::lose);
      return replay.report();
    }
  }
}
