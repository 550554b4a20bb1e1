package io.kmspolicy.analysis.query;

import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Quoting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders answers as a text table or as JSON. */
public final class AnswerTable {

  private static final String INDENT = "    ";
  private static final String AT_MOST = "at most";

  private AnswerTable() {}

  /**
   * A table with aligned columns, one answer per line. With a width, longer lines are wrapped at
   * spaces, and the parts that follow are indented.
   */
  public static String text(
      List<Answer> answers, List<Function<Answer, String>> columns, int width) {
    StringBuilder text = new StringBuilder();
    String notKnown = notKnown(answers);
    if (!notKnown.isEmpty()) {
      wrap(notKnown, width, text);
    }
    List<Integer> widths =
        columns.stream()
            .map(
                column ->
                    answers.stream()
                        .mapToInt(row -> Quoting.escape(column.apply(row)).length())
                        .max()
                        .orElse(0))
            .toList();
    for (Answer answer : answers) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        String cell = Quoting.escape(columns.get(i).apply(answer));
        row.append(cell).append(" ".repeat(widths.get(i) - cell.length() + 2));
      }
      row.append(
          answer
              .atMost()
              .map(most -> AT_MOST + ": " + Quoting.escape(most.text()))
              .orElseGet(() -> result(answer)));
      wrap(row.toString(), width, text);
    }
    return text.toString();
  }

  private static String result(Answer answer) {
    return answer.result().text()
        + (answer.text().isEmpty() ? "" : ": " + Quoting.escape(answer.text()));
  }

  /** What is not known where answers say what is allowed at most; empty if none does. */
  private static String notKnown(List<Answer> answers) {
    Set<String> words = new HashSet<>();
    answers.forEach(answer -> answer.atMost().ifPresent(most -> words.addAll(most.notKnown())));
    return AtMost.notKnown(words);
  }

  public static void wrap(String row, int width, StringBuilder text) {
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
  public static String json(List<Answer> answers) {
    return JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            json -> json.array(answers, answer -> json.object(() -> write(answer, json))))
        + '\n';
  }

  /** The answers with a header line, as RFC 4180 describes it. */
  public static String csv(List<Answer> answers) {
    boolean hasMost = answers.stream().anyMatch(answer -> answer.atMost().isPresent());
    StringBuilder text = new StringBuilder("principal,action,resource,result,why,dependsOn");
    text.append(hasMost ? ",atMost\r\n" : "\r\n");
    for (Answer answer : answers) {
      Stream<String> most =
          hasMost ? Stream.of(answer.atMost().map(AtMost::text).orElse("")) : Stream.empty();
      Stream<String> cells =
          Stream.of(
              answer.principal(),
              answer.action(),
              answer.resource(),
              answer.result().text(),
              answer.text(),
              String.join("; ", answer.dependsOn()));
      text.append(
              Stream.concat(cells, most).map(AnswerTable::cell).collect(Collectors.joining(",")))
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
    if (answer.atMost().isPresent()) {
      AtMost most = answer.atMost().get();
      json.member("atMost")
          .object(
              () -> {
                json.member("result", most.result().text());
                json.member("why", most.text());
                json.member("notKnown").strings(most.notKnown());
              });
    }
  }
}
