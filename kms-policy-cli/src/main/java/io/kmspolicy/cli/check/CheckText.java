package io.kmspolicy.cli.check;

import io.kmspolicy.cli.check.Part.Detail;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.SafeText;

/** The report of a check as text: one line for each part, then what was found. */
final class CheckText {

  private static final int NAME = 11;
  private static final int OUTCOME = 10;

  private CheckText() {}

  static String of(CheckReport report) {
    StringBuilder text = new StringBuilder();
    text.append("check: ").append(Quoting.escape(report.change())).append('\n');
    report.remarks().forEach(remark -> text.append(Quoting.escape("  " + remark)).append('\n'));
    int width =
        report.parts().stream()
            .mapToInt(part -> part.outcome().text().length())
            .reduce(OUTCOME, Math::max);
    for (Part part : report.parts()) {
      text.append("  ").append(padded(part.name().text(), NAME));
      text.append(' ').append(padded(part.outcome().text(), width));
      text.append(' ').append(part.summary());
      boolean isIgnored = part.outcome() != Outcome.PASSED && !report.rules().counts(part);
      text.append(isIgnored ? "; not counted" : "").append('\n');
    }
    for (Part part : report.parts()) {
      for (Detail detail : part.details()) {
        text.append('\n')
            .append(part.name().text())
            .append(": ")
            .append(Quoting.escape(detail.title()));
        text.append('\n').append(indented(detail.text()));
      }
    }
    return SafeText.of(text.toString());
  }

  private static String padded(String word, int width) {
    return word + " ".repeat(Math.max(0, width - word.length()));
  }

  private static String indented(String lines) {
    StringBuilder text = new StringBuilder();
    lines
        .lines()
        .forEach(line -> text.append(line.isEmpty() ? "" : "  ").append(line).append('\n'));
    return text.toString();
  }
}
