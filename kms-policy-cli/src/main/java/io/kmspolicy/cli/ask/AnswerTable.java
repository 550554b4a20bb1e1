package io.kmspolicy.cli.ask;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kmspolicy.cli.PrettyJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;

/** Prints answers for people or for tools. */
final class AnswerTable {

  private AnswerTable() {}

  /** One row a line, the columns aligned. */
  static void text(List<Answer> answers, Function<Answer, String> subject, PrintWriter out) {
    int widest = answers.stream().mapToInt(one -> subject.apply(one).length()).max().orElse(0);
    for (Answer answer : answers) {
      String name = subject.apply(answer);
      out.println(
          (name
                  + " ".repeat(widest - name.length() + 2)
                  + answer.result()
                  + (answer.why().isEmpty() ? "" : ": depends on " + answer.why()))
              .stripTrailing());
    }
    out.flush();
  }

  /** An array of objects. */
  static void json(List<Answer> answers, PrintWriter out) throws IOException {
    out.print(PrettyJson.of(json -> write(answers, json)));
    out.flush();
  }

  private static void write(List<Answer> answers, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Answer answer : answers) {
      json.writeStartObject();
      json.writeStringField("principal", answer.principal());
      json.writeStringField("action", answer.action());
      json.writeStringField("resource", answer.key());
      json.writeStringField("result", answer.result());
      json.writeStringField("dependsOn", answer.why());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
