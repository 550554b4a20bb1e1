package io.kmspolicy.lint.report;

import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.LintSettings.Suppression;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.SafeText;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Renders findings as text, each with its source line and a caret. */
public final class TextRenderer implements Renderer {

  private static final int MAX_WIDTH = 120;
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String FAINT = "\u001b[2m";

  private final boolean colors;

  /** A renderer with or without colors. */
  public TextRenderer(boolean colors) {
    this.colors = colors;
  }

  @Override
  public void render(LintReport report, Appendable out) throws IOException {
    List<PolicyText> texts = report.texts();
    Comparison compared = report.compared();
    LintResult result = compared.result();
    findings(report, result.findings(), out);
    inferred(texts.stream().filter(text -> !isNoJson(text, result)).toList(), out);
    for (LintResult.Accepted accepted : result.accepted()) {
      Finding finding = accepted.finding();
      out.append(
              Quoting.escape(
                  "accepted: "
                      + report.placeOf(finding).text()
                      + " "
                      + finding.rule().id()
                      + ": "
                      + accepted.reason()))
          .append('\n');
    }
    for (Suppression unused : result.unused()) {
      out.append("unused suppression: " + unused.rule().id())
          .append(unused.statement().isEmpty() ? "" : " in " + Quoting.escape(unused.statement()))
          .append(unused.file().isEmpty() ? "" : " of " + Quoting.escape(unused.file()))
          .append('\n');
    }
    if (compared.gone() > 0) {
      out.append(count(compared.gone(), "finding", "findings") + " of the baseline ")
          .append(compared.gone() == 1 ? "is" : "are")
          .append(" gone; --write-baseline forgets ")
          .append(compared.gone() == 1 ? "it\n" : "them\n");
    }
    summary(report, out);
  }

  /** Writes findings of a run, without a summary. */
  public void findings(LintReport report, List<Finding> findings, Appendable out)
      throws IOException {
    Map<String, String> lines = lines(report.texts(), findings);
    for (Finding finding : findings) {
      render(finding, report.placeOf(finding), lines, out);
    }
  }

  private void render(
      Finding finding, ResourcePlace place, Map<String, String> lines, Appendable out)
      throws IOException {
    out.append(paint(BOLD, Quoting.escape(place.text())))
        .append(": ")
        .append(paint(color(finding.severity()), finding.severity().text()))
        .append(": ")
        .append(SafeText.of(finding.message()))
        .append(" [" + finding.rule().id() + "]\n");
    String key = finding.location().source() + ":" + finding.location().line();
    excerpt(lines.getOrDefault(key, ""), finding.location().column(), out);
    out.append("  fix: ").append(SafeText.of(finding.fix())).append("\n\n");
  }

  /** Writes the line, shortened around the position, and a caret below the position. */
  private void excerpt(String line, int column, Appendable out) throws IOException {
    int before = Math.max(0, Math.min(column - 1, line.codePointCount(0, line.length())));
    int at = line.offsetByCodePoints(0, before);
    int from = at > MAX_WIDTH / 2 ? at - MAX_WIDTH / 2 : 0;
    String shown =
        line.substring(from, Math.min(line.length(), from + MAX_WIDTH)).replace('\t', ' ');
    if (!shown.isBlank()) {
      String gutter = "  | ";
      out.append(paint(FAINT, gutter)).append(clean(shown)).append('\n');
      out.append(paint(FAINT, gutter)).append(" ".repeat(at - from)).append(paint(BOLD, "^"));
      out.append('\n');
    }
  }

  /** Replaces unsafe characters by question marks, which keep the position of the caret. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Quoting.isUnsafe(c)) {
                clean.append("?".repeat(Character.charCount(c)));
              } else {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }

  /** The lines of the findings, by file and number. */
  private static Map<String, String> lines(List<PolicyText> texts, List<Finding> findings) {
    Set<String> files = new HashSet<>();
    Set<String> wanted = new HashSet<>();
    for (Finding finding : findings) {
      files.add(finding.location().source());
      wanted.add(finding.location().source() + ":" + finding.location().line());
    }
    Map<String, String> lines = new HashMap<>();
    for (PolicyText text : texts) {
      if (files.contains(text.source())) {
        int number = text.firstLine();
        for (String line : text.text().split("\r\n|\n|\r", -1)) {
          String place = text.source() + ":" + number++;
          if (wanted.contains(place)) {
            lines.put(place, line);
          }
        }
      }
    }
    return lines;
  }

  private static void inferred(List<PolicyText> texts, Appendable out) throws IOException {
    Map<String, TreeSet<String>> notes = new TreeMap<>();
    for (PolicyText text : texts) {
      if (!text.inferredFrom().isEmpty()) {
        notes
            .computeIfAbsent(
                "read as " + text.type().words() + ", " + text.inferredFrom(),
                unused -> new TreeSet<>())
            .add(text.source());
      }
    }
    for (Map.Entry<String, TreeSet<String>> note : notes.entrySet()) {
      int others = note.getValue().size() - 1;
      out.append(Quoting.escape(note.getValue().first()))
          .append(others == 0 ? "" : " and " + count(others, "other file", "other files"))
          .append(": ")
          .append(others == 0 ? note.getKey() : severally(note.getKey()))
          .append('\n');
    }
  }

  /** The note about one file as a note about several. */
  private static String severally(String note) {
    return note.replace(" policy, ", " policies, ")
        .replace(", as it ", ", as each ")
        .replace("as its name says", "as their names say")
        .replace("by its place", "by their place");
  }

  /** Whether a text has no type, because it is no JSON. */
  private static boolean isNoJson(PolicyText text, LintResult result) {
    return result.findings().stream()
            .anyMatch(
                finding ->
                    finding.rule() == LintRule.INVALID_DOCUMENT
                        && finding.location().source().equals(text.source()))
        && JsonTree.parsed(text.text().replaceFirst("^\ufeff", "")).isEmpty();
  }

  private static void summary(LintReport report, Appendable out) throws IOException {
    List<PolicyText> texts = report.texts();
    Comparison compared = report.compared();
    LintResult result = compared.result();
    boolean policies = texts.stream().allMatch(text -> text.type() instanceof DocumentType.Policy);
    out.append(
            policies
                ? count(texts.size(), "policy", "policies")
                : count(texts.size(), "document", "documents"))
        .append(": ")
        .append(count(result.count(Severity.ERROR), "error", "errors"))
        .append(", ")
        .append(count(result.count(Severity.WARNING), "warning", "warnings"))
        .append(", ")
        .append(result.count(Severity.INFO) + " info");
    if (!result.accepted().isEmpty()) {
      out.append(", " + result.accepted().size() + " accepted");
    }
    if (compared.isCompared()) {
      out.append(", " + compared.known().size() + " known");
    }
    if (!report.unchecked().isEmpty()) {
      out.append(", " + report.unchecked().size() + " not checked");
    }
    out.append('\n');
  }

  private static String count(long number, String singular, String plural) {
    return number + " " + (number == 1 ? singular : plural);
  }

  private static String color(Severity severity) {
    return switch (severity) {
      case ERROR -> "\u001b[1;31m";
      case WARNING -> "\u001b[1;33m";
      case INFO -> "\u001b[1;36m";
    };
  }

  private String paint(String code, String text) {
    return colors ? code + text + RESET : text;
  }
}
