package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders answers as a text table or as JSON. */
final class AnswerTable {

  private static final String INDENT = "    ";

  private AnswerTable() {}

  /**
   * A table with aligned columns, one answer per line. With a width, longer lines are wrapped at
   * spaces, and the parts that follow are indented.
   */
  static String text(List<Answer> answers, List<Function<Answer, String>> columns, int width) {
    List<Integer> widths =
        columns.stream()
            .map(
                column ->
                    answers.stream()
                        .mapToInt(row -> Quoting.escape(column.apply(row)).length())
                        .max()
                        .orElse(0))
            .toList();
    StringBuilder text = new StringBuilder();
    for (Answer answer : answers) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        String cell = Quoting.escape(columns.get(i).apply(answer));
        row.append(cell).append(" ".repeat(widths.get(i) - cell.length() + 2));
      }
      row.append(answer.result().text())
          .append(answer.text().isEmpty() ? "" : ": " + Quoting.escape(answer.text()));
      wrap(row.toString(), width, text);
    }
    return text.toString();
  }

  static void wrap(String row, int width, StringBuilder text) {
    String rest = row;
    while (width > 0 && rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      if (space <= INDENT.length()) {
        space = rest.indexOf(' ', width);
      }
      if (space < 0) {
        break;
      }
      text.append(rest.substring(0, space).stripTrailing()).append('\n');
      rest = INDENT + rest.substring(space + 1).stripLeading();
    }
    text.append(rest).append('\n');
  }

  /** The answers as a JSON array of objects. */
  static String json(List<Answer> answers) {
    return JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            json -> json.array(answers, answer -> json.object(() -> write(answer, json))))
        + '\n';
  }

  /** The answers with a header line, as RFC 4180 describes it. */
  static String csv(List<Answer> answers) {
    StringBuilder text = new StringBuilder("principal,action,resource,result,why,dependsOn\r\n");
    for (Answer answer : answers) {
      text.append(
              Stream.of(
                      answer.principal(),
                      answer.action(),
                      answer.resource(),
                      answer.result().text(),
                      answer.text(),
                      String.join("; ", answer.dependsOn()))
                  .map(AnswerTable::cell)
                  .collect(Collectors.joining(",")))
          .append("\r\n");
    }
    return text.toString();
  }

  /** Spreadsheets run a cell that begins like a formula, so such a cell gets an apostrophe. */
  static String cell(String text) {
    String escaped = Quoting.escape(text);
    boolean formula = !escaped.isEmpty() && "=+-@".indexOf(escaped.charAt(0)) >= 0;
    String safe = formula ? "'" + escaped : escaped;
    return safe.indexOf(',') < 0 && safe.indexOf('"') < 0
        ? safe
        : '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static void write(Answer answer, JsonWriter json) {
    json.member("principal", answer.principal());
    json.member("action", answer.action());
    json.member("resource", answer.resource());
    writeResult(answer, json);
  }

  /** The members of an answer that are not the question. */
  static void writeResult(Answer answer, JsonWriter json) {
    json.member("result", answer.result().text());
    json.member("why", answer.text());
    json.member("dependsOn").strings(answer.dependsOn());
    if (answer.conditions().isPresent()) {
      json.member("conditions");
      ConditionWriter.write(answer.conditions().get(), json);
    }
  }
}
