package io.kmspolicy.replay.report;

import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.result.UsageReport;
import io.kmspolicy.replay.result.UsageReport.Part;
import io.kmspolicy.replay.result.UsageReport.Use;
import java.util.List;

/** What no recorded call has used of the policies, as text. */
final class UsageText {

  private static final String INDENT = " ".repeat(12);

  private final StringBuilder text = new StringBuilder();

  private UsageText() {}

  /**
   * The text.
   *
   * @param lost the number of records that could not be read
   */
  static String of(UsageReport report, long lost) {
    UsageText text = new UsageText();
    if (lost > 0) {
      text.line("");
      text.line(
          lost == 1
              ? "1 record could not be read: it may need what no other call needed"
              : lost + " records could not be read: they may need what no other call needed");
    }
    text.parts("never matched", report, Use.NEVER_MATCHED);
    text.parts("matched, and every decision is the same without it", report, Use.NEVER_NEEDED);
    text.parts(
        "may be needed by calls that were not judged, or whose key or answer is not recorded",
        report,
        Use.NOT_KNOWN);
    text.parts(
        "matched only by decisions that are indeterminate, or that contradict AWS",
        report,
        Use.POSSIBLY_NEEDED);
    text.lists("actions that no call used", report, true);
    text.lists("principals that made no such call", report, false);
    for (String key : report.skippedKeys()) {
      text.line("not looked at, because there are too many: the grants on " + key);
    }
    return text.text.toString();
  }

  private void parts(String title, UsageReport report, Use use) {
    List<Part> parts = report.parts().stream().filter(part -> part.use() == use).toList();
    if (!parts.isEmpty()) {
      line("");
      line(parts.size() + " statements and grants: " + title);
      parts.forEach(part -> line(INDENT + part.name()));
    }
  }

  private void lists(String title, UsageReport report, boolean actions) {
    List<Part> parts =
        report.parts().stream()
            .filter(part -> !(actions ? part.unusedActions() : part.unusedPrincipals()).isEmpty())
            .toList();
    if (!parts.isEmpty()) {
      line("");
      line(title + ":");
      for (Part part : parts) {
        line(INDENT + part.name());
        line(
            INDENT
                + "  "
                + String.join(", ", actions ? part.unusedActions() : part.unusedPrincipals()));
      }
    }
  }

  private void line(String line) {
    text.append(Quoting.escape(line)).append('\n');
  }
}
