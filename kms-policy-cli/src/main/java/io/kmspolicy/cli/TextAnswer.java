package io.kmspolicy.cli;

import io.kmspolicy.cli.input.UniqueIds;
import io.kmspolicy.lint.report.CheckFix;
import io.kmspolicy.lint.report.FixReport;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.replay.call.ExplainedCall;
import io.kmspolicy.replay.report.CallReport;
import io.kmspolicy.replay.text.TextReport;
import java.util.List;
import java.util.Optional;

/**
 * The answer about a text.
 *
 * @param call the call that it names; empty if it names none that can be decided
 * @param lines what else is said about the text
 * @param fixes how to lift the denials of the checks of the call that are not allowed
 * @param ownStatus the exit status of an answer without a call
 * @param ids the unique ids that are known
 */
record TextAnswer(
    Optional<ExplainedCall> call,
    List<String> lines,
    List<CheckFix> fixes,
    int ownStatus,
    UniqueIds ids) {

  TextAnswer {
    lines = List.copyOf(lines);
    fixes = List.copyOf(fixes);
  }

  /** An answer about a call. */
  TextAnswer(ExplainedCall call, List<String> lines, List<CheckFix> fixes) {
    this(Optional.of(call), lines, fixes, ExitStatus.INDETERMINATE, UniqueIds.none());
  }

  /** An answer about a text that names no call. */
  TextAnswer(List<String> lines, int status) {
    this(Optional.empty(), lines, List.of(), status, UniqueIds.none());
  }

  /** The same answer with the names of the unique ids in it. */
  TextAnswer naming(UniqueIds known) {
    return new TextAnswer(call, lines, fixes, ownStatus, known);
  }

  String text(boolean redact) {
    String text = withoutIds(redact);
    return text + ids.section(text);
  }

  private String withoutIds(boolean redact) {
    String said = TextReport.text(lines);
    if (call.isEmpty()) {
      return said;
    }
    String explained = CallReport.text(redact ? call.get().redacted() : call.get());
    String about = lines.isEmpty() ? "" : "\nThe text\n" + indented(said);
    return explained + about + (fixes.isEmpty() ? "" : fixText(redact));
  }

  /** A piece can repeat the encryption context. */
  private String fixText(boolean redact) {
    return redact ? "\nThe fix is not shown with --redact\n" : FixReport.text(fixes);
  }

  private static String indented(String lines) {
    return lines.lines().map(line -> "  - " + line + "\n").reduce("", String::concat);
  }

  String json(boolean redact) {
    return ids.added(withoutIdsAsJson(redact));
  }

  private String withoutIdsAsJson(boolean redact) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out ->
            out.object(
                () -> {
                  if (call.isEmpty() || !lines.isEmpty()) {
                    out.member("text").strings(lines);
                  }
                  call.ifPresent(
                      explained ->
                          CallReport.members(redact ? explained.redacted() : explained, out));
                  if (!redact) {
                    FixReport.members(fixes, out);
                  }
                }));
  }

  int status() {
    return call.map(
            explained ->
                switch (explained.ours()) {
                  case ALLOWED -> ExitStatus.OK;
                  case DENIED -> ExitStatus.DENIED;
                  case INDETERMINATE -> ExitStatus.INDETERMINATE;
                })
        .orElse(ownStatus);
  }
}
