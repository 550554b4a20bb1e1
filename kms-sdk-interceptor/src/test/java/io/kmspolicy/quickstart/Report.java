package io.kmspolicy.quickstart;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.resource.KmsResource;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Prints what became of the calls, in at most 100 columns. */
final class Report {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double ROUND_TRIP_MILLIS = 5;

  /** The longest reason in a line of 100 characters. */
  private static final int LINE = 94;

  private static final String INDENT = "      ";
  private static final Pattern KEY_ID =
      Pattern.compile("([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final PrintStream out;
  private final Colours colours;
  private final PolicyEvaluator authorizer;

  Report(PrintStream out, Colours colours, PolicyEvaluator authorizer) {
    this.out = out;
    this.colours = colours;
    this.authorizer = authorizer;
  }

  void head(String caller, String policies, String endpoint) {
    out.println();
    out.println(
        colours.bold("kms-policy quickstart: calls that policy forbids stop in the client"));
    out.println();
    out.println("  caller    " + caller);
    out.println("  policies  " + policies);
    out.println("  endpoint  " + endpoint);
    out.println();
    out.println(
        colours.bold(
            padded("  #", 5)
                + padded("call", 51)
                + padded("decision", 15)
                + "left the process?    took"));
  }

  void line(int number, Outcome outcome) {
    String sent = outcome.stopped() ? "no, stopped here" : "yes";
    out.println(
        padded(String.format(Locale.ROOT, "%3d", number), 5)
            + padded(outcome.step().operation(), 20)
            + padded(outcome.step().about(), 31)
            + colours.of(outcome.answer(), padded(outcome.answer().text(), 15))
            + padded(sent, 17)
            + String.format(Locale.ROOT, "%7.2f ms", outcome.nanos() / NANOS_PER_MILLI));
    for (String reason : reasons(outcome)) {
      lines(reason).forEach(line -> out.println(INDENT + colours.dim(line)));
    }
    if (!outcome.stopped() && !outcome.error().isEmpty()) {
      out.println(INDENT + "answered with " + outcome.error());
    }
    if (!outcome.isAsItShouldBe()) {
      out.println(INDENT + colours.bold("WRONG: expected " + outcome.step().expected().text()));
    }
  }

  /** A text in lines that fit a terminal; what goes on is indented. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > LINE && rest.lastIndexOf(' ', LINE) > INDENT.length()) {
      int end = rest.lastIndexOf(' ', LINE);
      lines.add(rest.substring(0, end));
      rest = INDENT + rest.substring(end + 1);
    }
    lines.add(rest);
    return lines;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  /** For each check that made the decision, its statements with file and line. */
  private List<String> reasons(Outcome outcome) {
    List<String> reasons = new ArrayList<>();
    boolean several = outcome.decision().checks().size() > 1;
    for (CheckDecision check : outcome.decision().checks()) {
      if (check instanceof Evaluated evaluated && evaluated.decision() == outcome.answer()) {
        String prefix = several ? padded(evaluated.action(), 18) : "";
        reasons(evaluated, outcome).forEach(reason -> reasons.add(prefix + reason));
      }
    }
    return reasons.stream().distinct().toList();
  }

  private List<String> reasons(Evaluated check, Outcome outcome) {
    Map<PolicyType, String> byType = new EnumMap<>(PolicyType.class);
    for (DeterminingStatement determining :
        authorizer.explain(check.request(), check.policies()).determiningStatements()) {
      byType.putIfAbsent(
          determining.type(),
          determining.statement().effect().text()
              + "  "
              + place(determining.statement().location())
              + sid(determining));
    }
    return byType.isEmpty()
        ? List.of(withoutStatement(check, outcome))
        : List.copyOf(byType.values());
  }

  private static String withoutStatement(Evaluated check, Outcome outcome) {
    if (outcome.stopped()) {
      return shortened(outcome.error());
    }
    return check.request().resource() instanceof KmsResource.UnknownKey
        ? "only the ciphertext names the key: KMS decides"
        : "what is known here does not settle it: KMS decides";
  }

  private static String sid(DeterminingStatement determining) {
    String sid = determining.statement().sid().orElse("");
    return sid.isEmpty() ? "" : "  \"" + sid + "\"";
  }

  private static String place(SourceLocation location) {
    return shortened(location.source()) + ":" + location.line();
  }

  /** A text without the caller's account in front of files, and with key ids cut short. */
  private static String shortened(String text) {
    return KEY_ID.matcher(text.replace(Script.ACCOUNT + "/", "")).replaceAll("$1...");
  }

  void foot(List<Outcome> outcomes) {
    List<Outcome> stopped = outcomes.stream().filter(Outcome::stopped).toList();
    long[] times = stopped.stream().mapToLong(Outcome::nanos).sorted().toArray();
    long sent = outcomes.stream().mapToLong(Outcome::sent).sum();
    out.println();
    out.printf(
        Locale.ROOT,
        "  %d calls: %d sent, %d stopped in the client within %.2f ms (median).%n",
        outcomes.size(),
        sent,
        stopped.size(),
        times.length == 0 ? 0 : times[times.length / 2] / NANOS_PER_MILLI);
    out.printf(
        Locale.ROOT,
        "  With AWS at the other end: %d round trips saved, %.0f ms at %.0f ms each.%n",
        stopped.size(),
        ROUND_TRIP_MILLIS * stopped.size(),
        ROUND_TRIP_MILLIS);
  }

  /**
   * Says whether all is well.
   *
   * @param counted whether the endpoint counts what reaches it
   */
  void verdict(List<Outcome> outcomes, boolean counted) {
    long wrong = outcomes.stream().filter(outcome -> !outcome.isAsItShouldBe()).count();
    out.println();
    out.println(
        wrong == 0
            ? "  Verified: every decision is the expected one"
                + (counted ? ", and no stopped call reached the endpoint." : ".")
            : colours.bold("  FAILED: " + wrong + " calls did not go as they should."));
    out.println();
  }
}
