package io.kmspolicy.lint.report;

import io.kmspolicy.lint.lockout.Administrators;
import io.kmspolicy.lint.lockout.LockoutVerdict;
import io.kmspolicy.lint.lockout.LockoutVerdict.Accepted;
import io.kmspolicy.lint.lockout.LockoutVerdict.Indeterminate;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.lint.lockout.NamedPrincipals;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.lint.lockout.SoleAdministrator;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.SafeText;
import java.util.List;
import java.util.Optional;

/** The result of the lockout check as text, as JSON and as an exit status. */
public final class LockoutReport {

  /** The name of the warning about the only administrator. */
  public static final String SOLE = "sole-administrator";

  private final Optional<LockoutVerdict> verdict;
  private final Optional<Administrators> administrators;
  private final NamedPrincipals principals;
  private final Optional<String> danger;

  /**
   * A report.
   *
   * @param verdict whether KMS accepts the policy; empty if that was not asked
   * @param administrators who could change it afterwards; empty if the text cannot be read
   * @param principals the principals of the policy that are not known to exist
   * @param plan what the change does to users and roles beside the policy
   */
  public LockoutReport(
      Optional<LockoutVerdict> verdict,
      Optional<Administrators> administrators,
      NamedPrincipals principals,
      PlannedPrincipals plan) {
    boolean isRefused = verdict.filter(Refused.class::isInstance).isPresent();
    Optional<LockoutVerdict> notFound = principals.refusal().map(LockoutVerdict.class::cast);
    this.verdict = isRefused ? verdict : notFound.or(() -> verdict);
    this.administrators = administrators;
    this.principals = principals;
    this.danger = administrators.flatMap(later -> SoleAdministrator.danger(later, plan));
  }

  /** Whether another report has the same verdict and administrators, in whatever order. */
  public boolean isSame(LockoutReport other) {
    return verdict.equals(other.verdict)
        && administrators
            .map(LockoutReport::inOrder)
            .equals(other.administrators.map(LockoutReport::inOrder));
  }

  private static Administrators inOrder(Administrators later) {
    return later instanceof Administrators.Indeterminate open
        ? new Administrators.Indeterminate(open.expressions().stream().sorted().toList())
        : later;
  }

  /** Whether the policy names users or roles that do not exist. */
  public boolean isPrincipalMissing() {
    return !principals.missing().isEmpty();
  }

  /** Why the only administrator may be lost, with the name of the rule; empty if it may not. */
  public Optional<String> danger() {
    return danger.map(text -> text + " [" + SOLE + "]");
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
        administrators.filter(Administrators.Indeterminate.class::isInstance).isPresent()
            || verdict.filter(Indeterminate.class::isInstance).isPresent();
    return isOpen ? ExitStatus.INDETERMINATE : ExitStatus.OK;
  }

  /** The report as text, with a line break at its end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    verdict.ifPresent(known -> addVerdict(known, text));
    administrators.ifPresent(
        later ->
            text.append("later changes: ").append(Quoting.escape(sentence(later))).append('\n'));
    text.append(notes());
    return SafeText.of(text.toString());
  }

  /** What is to be known of the principals whatever the verdict, as lines; empty if nothing is. */
  public String notes() {
    StringBuilder text = new StringBuilder();
    danger().ifPresent(why -> text.append("warning: ").append(Quoting.escape(why)).append('\n'));
    boolean isSaid = verdict.equals(principals.refusal().map(LockoutVerdict.class::cast));
    if (!isSaid) {
      principals
          .refusal()
          .ifPresent(
              no -> text.append("refused: ").append(Quoting.escape(no.reason())).append('\n'));
    }
    if (!principals.awaited().isEmpty()) {
      text.append("must exist before this is applied:\n");
    }
    for (NamedPrincipals.Awaited one : principals.awaited()) {
      String note = one.note().isEmpty() ? "" : ": " + one.note();
      text.append(Quoting.escape("  " + one.arn() + note)).append('\n');
    }
    return SafeText.of(text.toString());
  }

  private static void addVerdict(LockoutVerdict verdict, StringBuilder text) {
    if (verdict instanceof Accepted) {
      text.append("accepted\n");
    } else if (verdict instanceof Refused refused) {
      text.append("refused: ").append(Quoting.escape(refused.reason())).append('\n');
      line(text, "missing statement", orNone(refused.missingStatement()));
      line(text, "fix", List.of(refused.fix()));
    } else if (verdict instanceof Indeterminate open) {
      text.append("indeterminate: ").append(Quoting.escape(open.reason())).append('\n');
      line(text, "unknown layers", open.layers());
      line(text, "unknown condition keys", open.contextKeys());
      open.questions().forEach(question -> line(text, "question", List.of(question)));
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
    if (later instanceof Administrators.Indeterminate open) {
      return "not known, because of " + Listing.allOf(open.expressions());
    }
    return String.join(", ", ((Administrators.Identities) later).principals());
  }

  /**
   * The report as JSON.
   *
   * @param place the place of the policy
   */
  public String json(ResourcePlace place) {
    return JsonWriter.text(
            JsonWriter.Layout.COMPACT,
            out ->
                out.object(
                    () -> {
                      place.write(out);
                      write(out);
                    }))
        + "\n";
  }

  /** Writes the members of the report. */
  public void write(JsonWriter out) {
    verdict.ifPresent(known -> write(known, out));
    administrators.ifPresent(later -> write(out, later));
    danger.ifPresent(why -> out.member("soleAdministrator", why));
    out.member("mustExist")
        .array(
            principals.awaited(),
            one ->
                out.object(
                    () -> {
                      out.member("principal", one.arn());
                      out.optionalMember("note", one.note());
                    }));
  }

  private static String word(LockoutVerdict verdict) {
    if (verdict instanceof Accepted) {
      return "accepted";
    }
    return verdict instanceof Refused ? "refused" : "indeterminate";
  }

  private static void write(LockoutVerdict verdict, JsonWriter out) {
    out.member("verdict", word(verdict));
    if (verdict instanceof Refused refused) {
      out.member("reason", refused.reason());
      if (!refused.missingStatement().isEmpty()) {
        out.member("missingStatement").raw(refused.missingStatement());
      }
      out.member("fix", refused.fix());
    } else if (verdict instanceof Indeterminate open) {
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
              } else if (later instanceof Administrators.Indeterminate open) {
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
