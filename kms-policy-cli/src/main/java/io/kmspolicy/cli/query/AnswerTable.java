package io.kmspolicy.cli.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kmspolicy.cli.io.PrettyJson;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Answers for people or for tools. */
final class AnswerTable {

  private AnswerTable() {}

  /** One row a line, the columns aligned. */
  static String text(List<Answer> answers, List<Function<Answer, String>> columns) {
    List<Integer> widths =
        columns.stream()
            .map(one -> answers.stream().mapToInt(row -> one.apply(row).length()).max().orElse(0))
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

  /** An array of objects. */
  static String json(List<Answer> answers) throws IOException {
    return PrettyJson.of(
        json -> {
          json.writeStartArray();
          for (Answer answer : answers) {
            write(answer, json);
          }
          json.writeEndArray();
        });
  }

  private static void write(Answer answer, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("principal", answer.principal());
    json.writeStringField("action", answer.action());
    json.writeStringField("resource", answer.resource());
    json.writeStringField("result", answer.result().text());
    json.writeStringField("why", answer.why());
    PrettyJson.strings(json, "dependsOn", answer.dependsOn());
    json.writeEndObject();
  }
}
