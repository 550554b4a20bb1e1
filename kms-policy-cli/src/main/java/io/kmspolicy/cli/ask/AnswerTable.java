package io.kmspolicy.cli.ask;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kmspolicy.cli.shell.PrettyJson;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Answers for people or for tools. */
final class AnswerTable {

  private AnswerTable() {}

  /** One row a line, the columns aligned. */
  static String text(List<Answer> answers, Function<Answer, String> subject) {
    int widest = answers.stream().mapToInt(one -> subject.apply(one).length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Answer answer : answers) {
      String name = subject.apply(answer);
      text.append(name)
          .append(" ".repeat(widest - name.length() + 2))
          .append(answer.result().text())
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
