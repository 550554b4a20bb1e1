package io.kmspolicy.cli.lockout;

import io.kmspolicy.cli.io.ExitStatus;
import io.kmspolicy.cli.io.SafeText;
import io.kmspolicy.lint.lockout.Administrators;
import io.kmspolicy.lint.lockout.LockoutCheck;
import io.kmspolicy.lint.lockout.LockoutVerdict;
import io.kmspolicy.lint.lockout.LockoutVerdict.Accepted;
import io.kmspolicy.lint.lockout.LockoutVerdict.Open;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Optional;

/** The result of the lockout check as text, as JSON and as an exit status. */
public final class LockoutReport {

  private final Optional<LockoutVerdict> verdict;
  private final Optional<Administrators> administrators;

  LockoutReport(LockoutCheck check) {
    this(Optional.of(check.verdict()), check.administrators());
  }

  /**
   * A report.
   *
   * @param verdict whether KMS accepts the policy; empty if that was not asked
   * @param administrators who could change it afterwards; empty if the text cannot be read
   */
  public LockoutReport(Optional<LockoutVerdict> verdict, Optional<Administrators> administrators) {
    this.verdict = verdict;
    this.administrators = administrators;
  }

  /** The exit status. */
  public int status() {
    boolean lost =
        administrators
            .filter(
                later ->
                    later instanceof Administrators.Nobody
                        || later instanceof Administrators.OnlyDeleted)
            .isPresent();
    if (lost || verdict.filter(Refused.class::isInstance).isPresent()) {
      return ExitStatus.DENIED;
    }
    boolean isOpen =
        administrators.filter(Administrators.Undecided.class::isInstance).isPresent()
            || verdict.filter(Open.class::isInstance).isPresent();
    return isOpen ? ExitStatus.INDETERMINATE : ExitStatus.OK;
  }

  /** The report as text, with a line break at its end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    verdict.ifPresent(known -> addVerdict(known, text));
    administrators.ifPresent(
        later ->
            text.append("later changes: ").append(Quoting.escape(sentence(later))).append('\n'));
    return SafeText.of(text.toString());
  }

  private static void addVerdict(LockoutVerdict verdict, StringBuilder text) {
    if (verdict instanceof Accepted accepted) {
      text.append("accepted\n");
      line(text, "if these principals exist", accepted.mustExist());
    } else if (verdict instanceof Refused refused) {
      text.append("refused: ").append(Quoting.escape(refused.reason())).append('\n');
      line(text, "missing statement", orNone(refused.missingStatement()));
      line(text, "fix", List.of(refused.fix()));
    } else if (verdict instanceof Open open) {
      text.append("open: ").append(Quoting.escape(open.reason())).append('\n');
      line(text, "unknown layers", open.layers());
      line(text, "unknown condition keys", open.contextKeys());
      open.questions().forEach(question -> line(text, "open question", List.of(question)));
    }
  }

  private static List<String> orNone(String text) {
    return text.isEmpty() ? List.of() : List.of(text);
  }

  private static void line(StringBuilder text, String title, List<String> values) {
    if (!values.isEmpty()) {
      String line = "  " + title + ": " + String.join(", ", values);
      text.append(Quoting.escape(line)).append('\n');
    }
  }

  private static String sentence(Administrators later) {
    if (later instanceof Administrators.Nobody) {
      return "error: nobody; the policy could never be changed again";
    }
    if (later instanceof Administrators.OnlyDeleted deleted) {
      return "error: only principals that the policy names by id, as AWS shows deleted ones: "
          + String.join(", ", deleted.ids());
    }
    if (later instanceof Administrators.OnlyServices services) {
      return "warning: only AWS services: " + String.join(", ", services.services());
    }
    if (later instanceof Administrators.OnlyRoot) {
      return "note: only the root user of the account";
    }
    if (later instanceof Administrators.Undecided open) {
      return "not known, because of " + Listing.allOf(open.expressions());
    }
    return String.join(", ", ((Administrators.Identities) later).principals());
  }

  String json() {
    return JsonWriter.text(JsonWriter.Layout.COMPACT, out -> out.object(() -> write(out))) + "\n";
  }

  /** Writes the members of the report. */
  public void write(JsonWriter out) {
    verdict.ifPresent(known -> write(known, out));
    administrators.ifPresent(later -> write(out, later));
  }

  private static String word(LockoutVerdict verdict) {
    if (verdict instanceof Accepted) {
      return "accepted";
    }
    return verdict instanceof Refused ? "refused" : "open";
  }

  private static void write(LockoutVerdict verdict, JsonWriter out) {
    out.member("verdict", word(verdict));
    if (verdict instanceof Accepted accepted) {
      strings(out, "mustExist", accepted.mustExist());
    } else if (verdict instanceof Refused refused) {
      out.member("reason", refused.reason());
      if (!refused.missingStatement().isEmpty()) {
        out.member("missingStatement").raw(refused.missingStatement());
      }
      out.member("fix", refused.fix());
    } else if (verdict instanceof Open open) {
      out.member("reason", open.reason());
      out.member("unknown")
          .object(
              () -> {
                strings(out, "context", open.contextKeys());
                strings(out, "policies", open.layers());
                strings(out, "questions", open.questions());
              });
    }
  }

  private static void write(JsonWriter out, Administrators later) {
    out.member("laterChanges")
        .object(
            () -> {
              if (later instanceof Administrators.Nobody) {
                out.member("by", "nobody");
              } else if (later instanceof Administrators.OnlyDeleted deleted) {
                out.member("by", "deleted");
                strings(out, "principals", deleted.ids());
              } else if (later instanceof Administrators.OnlyServices services) {
                out.member("by", "services");
                strings(out, "principals", services.services());
              } else if (later instanceof Administrators.OnlyRoot) {
                out.member("by", "root");
              } else if (later instanceof Administrators.Undecided open) {
                out.member("by", "unknown");
                strings(out, "expressions", open.expressions());
              } else if (later instanceof Administrators.Identities identities) {
                out.member("by", "identities");
                strings(out, "principals", identities.principals());
              }
            });
  }

  private static void strings(JsonWriter out, String name, List<String> values) {
    out.member(name).strings(values);
  }
}
