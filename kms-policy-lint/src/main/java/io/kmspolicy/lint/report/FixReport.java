package io.kmspolicy.lint.report;

import io.kmspolicy.lint.fix.Fix;
import io.kmspolicy.lint.fix.Piece;
import io.kmspolicy.lint.fix.Place;
import io.kmspolicy.lint.fix.Suggestion;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Quoting;
import java.util.List;

/** The fix of a denial, as the end of an explanation. */
public final class FixReport {

  private FixReport() {}

  /** The fixes of the checks of a call as text; one alone does not name its check. */
  public static String text(List<CheckFix> fixes) {
    if (fixes.size() == 1) {
      return text(fixes.get(0).fix());
    }
    StringBuilder text = new StringBuilder();
    int number = 1;
    for (CheckFix one : fixes) {
      text.append("\nOf the checks that are not allowed, ")
          .append(number++)
          .append(" of ")
          .append(fixes.size())
          .append(": ")
          .append(Quoting.escape(one.action() + " on " + one.resource()))
          .append('\n')
          .append(text(one.fix()));
    }
    return text.toString();
  }

  /** The fix as text. */
  public static String text(Fix fix) {
    StringBuilder text = new StringBuilder();
    section(text, "Close", fix.close());
    if (fix.suggestions().isEmpty()) {
      section(text, "No statement or grant is suggested", fix.reasons());
      return text.toString();
    }
    text.append("\nFix: ")
        .append(
            fix.suggestions().size() == 1 ? "this lifts the denial\n" : "each of these lifts it\n");
    int number = 1;
    for (Suggestion one : fix.suggestions()) {
      text.append("  ").append(number++).append(". ").append(head(one)).append('\n');
      for (Piece piece : one.pieces()) {
        text.append("     ")
            .append(piece.place() == Place.GRANT ? "" : piece.place().words() + ": ")
            .append(Quoting.escape(piece.text()))
            .append('\n');
      }
    }
    fix.notes().forEach(note -> text.append("  - ").append(Quoting.escape(note)).append('\n'));
    return text.toString();
  }

  private static String head(Suggestion one) {
    String places =
        one.pieces().stream()
            .map(piece -> piece.place().words())
            .reduce((first, second) -> first + " and " + second)
            .orElse("");
    return "in the "
        + places
        + (one.namedByAws() ? " (which AWS names)" : "")
        + (one.open().isEmpty()
            ? ": allowed"
            : ": not denied; still indeterminate: "
                + Quoting.escape(String.join(", ", one.open())));
  }

  private static void section(StringBuilder text, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append('\n').append(title).append('\n');
      lines.forEach(line -> text.append("  - ").append(Quoting.escape(line)).append('\n'));
    }
  }

  /** Writes the fixes of the checks of a call: one as {@code fix}, several as {@code fixes}. */
  public static void members(List<CheckFix> fixes, JsonWriter out) {
    if (fixes.size() == 1) {
      member(fixes.get(0).fix(), out);
    } else if (!fixes.isEmpty()) {
      out.member("fixes")
          .array(
              fixes,
              one ->
                  out.object(
                      () -> {
                        out.member("action", one.action());
                        out.member("resource", one.resource());
                        member(one.fix(), out);
                      }));
    }
  }

  /** Writes the fix as the member {@code fix}. */
  public static void member(Fix fix, JsonWriter out) {
    out.member("fix")
        .object(
            () -> {
              out.member("suggestions").array(fix.suggestions(), one -> suggestion(one, out));
              out.member("reasons").strings(fix.reasons());
              out.member("close").strings(fix.close());
              out.member("notes").strings(fix.notes());
            });
  }

  private static void suggestion(Suggestion one, JsonWriter out) {
    out.object(
        () -> {
          out.member("decision", one.after().text());
          out.member("namedByAws", one.namedByAws());
          out.member("missing").strings(one.open());
          out.member("pieces").array(one.pieces(), piece -> piece(piece, out));
        });
  }

  private static void piece(Piece piece, JsonWriter out) {
    out.object(
        () -> {
          out.member("place", piece.place().words());
          out.member(piece.place() == Place.GRANT ? "command" : "statement", piece.text());
        });
  }
}
