package io.kmspolicy.cli.query;

import io.kmspolicy.model.json.JsonWriter;
import java.util.List;
import java.util.function.Function;

/** Renders answers as a text table or as JSON. */
final class AnswerTable {

  private AnswerTable() {}

  /** A table with aligned columns, one answer per line. */
  static String text(List<Answer> answers, List<Function<Answer, String>> columns) {
    List<Integer> widths =
        columns.stream()
            .map(
                column ->
                    answers.stream().mapToInt(row -> column.apply(row).length()).max().orElse(0))
            .toList();
    StringBuilder text = new StringBuilder();
    for (Answer answer : answers) {
      for (int i = 0; i < columns.size(); i++) {
        String cell = columns.get(i).apply(answer);
        text.append(cell).append(" ".repeat(widths.get(i) - cell.length() + 2));
      }
      text.append(answer.result().text())
          .append(answer.why().isEmpty() ? "" : ": " + answer.why())
          .append('\n');
    }
    return text.toString();
  }

  /** The answers as a JSON array of objects. */
  static String json(List<Answer> answers) {
    return JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            json -> json.array(answers, answer -> json.object(() -> write(answer, json))))
        + '\n';
  }

  private static void write(Answer answer, JsonWriter json) {
    json.member("principal", answer.principal());
    json.member("action", answer.action());
    json.member("resource", answer.resource());
    json.member("result", answer.result().text());
    json.member("why", answer.why());
    json.member("dependsOn").strings(answer.dependsOn());
  }
}
