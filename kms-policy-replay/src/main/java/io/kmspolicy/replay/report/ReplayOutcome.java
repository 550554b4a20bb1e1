package io.kmspolicy.replay.report;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.Change;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.replay.result.UsageReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** The report of a replay as a program prints it, and the exit status that it means. */
public final class ReplayOutcome {

  private static final int OK = 0;
  private static final int DIFFERS = 1;
  private static final int INCOMPLETE = 2;
  private static final int INDETERMINATE = 3;

  private static final int SHOWN_LOSSES = 10;

  private ReplayOutcome() {}

  /** The report, with a line break at its end. */
  public static String text(ReplayReport report, Optional<UsageReport> usage, boolean json) {
    return text(report, usage, List.of(), json);
  }

  /** Writes the members of the report. */
  @SuppressWarnings("exports") // The type is visible to the modules of this project only.
  public static void write(ReplayReport report, JsonWriter out) {
    ReplayJson.write(report, out);
  }

  /** The report, in JSON with the suggested key policies. */
  public static String text(
      ReplayReport report,
      Optional<UsageReport> usage,
      List<KeySuggestion> suggestions,
      boolean json) {
    return json
        ? ReplayJson.of(report, usage, suggestions) + "\n"
        : ReplayText.of(report)
            + usage.map(parts -> UsageText.of(parts, report.records().lost())).orElse("");
  }

  /** What the policies answered in a cell of the matrix, in words. */
  public static String answer(ReplayReport.Cell cell) {
    return ReplayText.answer(cell);
  }

  /** The first records that were lost, one line each. */
  public static List<String> losses(ReplayReport report) {
    return report.lost().stream()
        .limit(SHOWN_LOSSES)
        .map(lost -> Quoting.escape(lost.toString()))
        .toList();
  }

  /**
   * The exit status: 0 if no call that AWS allowed is denied for certain and nothing breaks, 1 if
   * one is or does, 2 if none does and a record could not be read, or if no event was judged, 3 if
   * something may break.
   *
   * @param err receives the records that were lost, and that no event was judged
   */
  public static int status(ReplayReport report, PrintWriter err) {
    losses(report).forEach(err::println);
    long more = report.records().lost() - Math.min(SHOWN_LOSSES, report.lost().size());
    if (more > 0) {
      err.println("and " + more + " more; --json lists the first thousand");
    }
    if (report.records().judged() == 0) {
      err.println("no event was judged");
      return INCOMPLETE;
    }
    return status(report);
  }

  private static int status(ReplayReport report) {
    if (report.events(Agreement.FALSE_DENIAL) > 0 || report.events(Change.BREAKS) > 0) {
      return DIFFERS;
    }
    if (report.records().lost() > 0) {
      return INCOMPLETE;
    }
    boolean mayBreak =
        report.events(Change.MAY_BREAK) > 0 || (report.compared() && report.unjudged() > 0);
    return mayBreak ? INDETERMINATE : OK;
  }
}
