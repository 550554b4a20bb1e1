package io.kmspolicy.cli.check;

import io.kmspolicy.analysis.html.HtmlPage;
import io.kmspolicy.cli.check.Part.Detail;
import io.kmspolicy.model.text.Counts;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.SafeText;
import java.util.List;

/**
 * The report of a check as Markdown for a pull request: a table, and what was found in folded
 * sections.
 *
 * <p>Texts of policies and names of files come from whoever opened the pull request. They are
 * either in a {@code pre} element, with the characters of HTML escaped, or in a {@code code}
 * element, with every character escaped that is no letter, digit or space. Neither is read as
 * Markdown or HTML, mentions nobody and links nowhere.
 */
final class CheckMarkdown {

  /** Comments of pull requests may have 65,536 characters. */
  private static final int MAX_CHARACTERS = 60_000;

  /** A section that is longer is cut off, so that every section has its place. */
  private static final int MAX_SECTION = 16_000;

  private static final int LAST_OF_ASCII = 0x7f;
  private static final int MAX_NAME = 200;
  private static final int MAX_ROWS = 20;

  private final StringBuilder text = new StringBuilder();

  private CheckMarkdown() {}

  static String of(CheckReport report) {
    CheckMarkdown markdown = new CheckMarkdown();
    markdown.table(report);
    report.parts().forEach(part -> part.summaryTable().ifPresent(markdown::add));
    markdown.details(report);
    return markdown.text.toString();
  }

  private void table(CheckReport report) {
    text.append("### kms-policy check: ").append(word(report)).append("\n\n");
    if (report.before().equals(report.after())) {
      text.append("Checked ").append(code(report.after()));
    } else {
      text.append("Compared ").append(code(report.before()));
      text.append(" with ").append(code(report.after()));
    }
    text.append(".\n\n");
    report.remarks().forEach(remark -> text.append(code(remark)).append("\n\n"));
    text.append("| part | outcome | |\n| --- | --- | --- |\n");
    for (Part part : report.parts()) {
      boolean isIgnored = part.outcome() != Outcome.PASSED && !report.rules().counts(part);
      text.append("| ").append(part.name().text());
      text.append(" | ").append(mark(part.outcome())).append(part.outcome().text());
      text.append(isIgnored ? ", not counted" : "");
      text.append(" | ").append(part.summary()).append(" |\n");
    }
  }

  /** Adds a table; rows that are too many are counted. */
  private void add(Part.Table table) {
    text.append("\n#### ").append(table.title()).append("\n\n");
    text.append("| ").append(String.join(" | ", table.heads())).append(" |\n");
    text.append("|").append(" --- |".repeat(table.heads().size())).append('\n');
    int shown = 0;
    for (List<String> row : table.rows()) {
      if (shown == MAX_ROWS) {
        text.append("\n").append(Counts.of(table.rows().size() - (long) shown, "more row"));
        text.append(" in the section below.\n");
        return;
      }
      shown++;
      row.forEach(cell -> text.append("| ").append(code(cell)).append(' '));
      text.append("|\n");
    }
  }

  private static String word(CheckReport report) {
    boolean passed = report.parts().stream().noneMatch(report.rules()::counts);
    if (passed) {
      return Outcome.PASSED.text();
    }
    Outcome worst = Outcome.PASSED;
    for (Part part : report.parts()) {
      boolean isWorse = part.outcome().compareTo(worst) > 0;
      worst = isWorse && report.rules().counts(part) ? part.outcome() : worst;
    }
    return worst.text();
  }

  private static String mark(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> ":white_check_mark: ";
      case INDETERMINATE -> ":grey_question: ";
      case FAILED -> ":x: ";
      case LOST -> ":boom: ";
    };
  }

  private void details(CheckReport report) {
    int left = 0;
    for (Part part : report.parts()) {
      for (Detail detail : part.details()) {
        String section = section(part, detail);
        if (text.length() + section.length() <= MAX_CHARACTERS) {
          text.append(section);
        } else {
          left++;
        }
      }
    }
    if (left > 0) {
      text.append("\n").append(Counts.of(left, "more section"));
      text.append(" left out; the other formats have all of them.\n");
    }
  }

  private static String section(Part part, Detail detail) {
    String lines = HtmlPage.escape(SafeText.of(detail.text()));
    boolean isLong = lines.length() > MAX_SECTION;
    // The escape of a character must not be cut in the middle.
    String shown = isLong ? lines.substring(0, lines.lastIndexOf('\n', MAX_SECTION) + 1) : lines;
    return "\n<details>\n<summary>"
        + part.name().text()
        + ": "
        + code(detail.title())
        + "</summary>\n\n<pre>\n"
        + shown
        + "</pre>\n\n</details>\n"
        + (isLong ? "\nThe section above is cut off; the other formats have all of it.\n" : "");
  }

  /** Whether a character is a space, a letter or a digit of ASCII; all others are escaped. */
  private static boolean isPlain(int character) {
    return character <= LAST_OF_ASCII && (character == ' ' || Character.isLetterOrDigit(character));
  }

  /** A name or title in one line, which is read neither as Markdown nor as HTML. */
  private static String code(String name) {
    StringBuilder escaped = new StringBuilder("<code>");
    Quoting.escape(Quoting.shorten(name, MAX_NAME))
        .codePoints()
        .forEach(
            character -> {
              if (isPlain(character)) {
                escaped.appendCodePoint(character);
              } else {
                escaped.append("&#").append(character).append(';');
              }
            });
    return escaped.append("</code>").toString();
  }
}
