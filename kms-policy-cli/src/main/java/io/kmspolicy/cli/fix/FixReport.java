package io.kmspolicy.cli.fix;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.lint.fix.DeniedRequest;
import io.kmspolicy.lint.fix.Fix;
import io.kmspolicy.lint.fix.FixGenerator;
import io.kmspolicy.lint.fix.Piece;
import io.kmspolicy.lint.fix.Place;
import io.kmspolicy.lint.fix.Suggestion;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.text.WrappingService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fix of a denial, as the end of an explanation. */
public final class FixReport {

  private static final String VIA_SERVICE = DerivedKey.VIA_SERVICE.spelling();

  private FixReport() {}

  /**
   * The fix of a denied request.
   *
   * @param caller who called KMS, if a text says it
   */
  public static Fix of(DeniedRequest denied, Optional<WrappingService> caller) {
    AuthorizationRequest request = denied.request();
    boolean isOpen =
        request.context().get(DerivedKey.VIA_SERVICE.keyName()) instanceof ContextValue.Unknown;
    if (caller.isEmpty() || !isOpen) {
      return FixGenerator.of(denied);
    }
    WrappingService by = caller.get();
    if (by.isDirect()) {
      return FixGenerator.of(denied.in(direct(request)));
    }
    Fix fix = FixGenerator.of(denied);
    return fix.suggestions().isEmpty() || !(request.resource() instanceof KmsResource.Owned owned)
        ? fix
        : withNote(fix, by.viaService(owned.region(), owned.partition()));
  }

  private static Fix withNote(Fix fix, String via) {
    List<String> notes = new ArrayList<>(fix.notes());
    notes.add("the text is of a service whose name there is " + via);
    return new Fix(fix.suggestions(), fix.reasons(), fix.close(), notes);
  }

  /** The request without a service. */
  private static AuthorizationRequest direct(AuthorizationRequest request) {
    if (!(request.context() instanceof RequestFacts facts)) {
      return request;
    }
    StatedKeys stated = facts.stated();
    return request.in(
        facts.stating(
            new StatedKeys(
                stated.keys().toBuilder().set(VIA_SERVICE, ContextValue.absent()).build(),
                stated.absentPrefixes(),
                stated.nothingElse())));
  }

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
