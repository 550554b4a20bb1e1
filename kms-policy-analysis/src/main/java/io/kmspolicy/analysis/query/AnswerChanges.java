package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The answers to one question that differ between two policy directories. */
public final class AnswerChanges {

  private static final String ABSENT = "not listed";

  private final List<Change> changes = new ArrayList<>();

  /** Two answers to one question; a principal or a key may be in one directory only. */
  private record Change(Optional<Answer> before, Optional<Answer> after) {

    Answer either() {
      return after.or(this::before).orElseThrow();
    }

    static String result(Optional<Answer> answer) {
      return answer.map(Answer::result).map(Result::text).orElse(ABSENT);
    }

    static String text(Optional<Answer> answer) {
      return result(answer)
          + answer
              .map(Answer::text)
              .filter(why -> !why.isEmpty())
              .map(why -> ": " + why)
              .orElse("");
    }
  }

  public AnswerChanges(List<Answer> before, List<Answer> after) {
    Map<String, Answer> old = byQuestion(before);
    byQuestion(after)
        .forEach(
            (question, answer) -> {
              Optional<Answer> known = Optional.ofNullable(old.remove(question));
              if (known.isEmpty() || differs(known.get(), answer)) {
                changes.add(new Change(known, Optional.of(answer)));
              }
            });
    old.values().forEach(answer -> changes.add(new Change(Optional.of(answer), Optional.empty())));
  }

  private static Map<String, Answer> byQuestion(List<Answer> answers) {
    Map<String, Answer> all = new LinkedHashMap<>();
    answers.forEach(
        answer ->
            all.put(
                answer.principal() + "\n" + answer.action() + "\n" + answer.resource(), answer));
    return all;
  }

  /** By result and conditions: the places of statements may move without any effect. */
  private static boolean differs(Answer before, Answer after) {
    if (before.result() != after.result()) {
      return true;
    }
    return switch (before.result()) {
      case CONDITIONAL ->
          !before.conditions().equals(after.conditions())
              || (before.conditions().isEmpty() && !before.why().equals(after.why()));
      case INDETERMINATE -> !before.dependsOn().equals(after.dependsOn());
      case ALLOWED, DENIED -> false;
    };
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Three lines for each change: the question, and the answers before and after. */
  public String text(List<Function<Answer, String>> columns, int width) {
    StringBuilder text = new StringBuilder();
    for (Change change : changes) {
      AnswerTable.wrap(
          columns.stream()
              .map(column -> Quoting.escape(column.apply(change.either())))
              .collect(Collectors.joining("  ")),
          width,
          text);
      AnswerTable.wrap("  - " + Quoting.escape(Change.text(change.before())), width, text);
      AnswerTable.wrap("  + " + Quoting.escape(Change.text(change.after())), width, text);
    }
    return text.append(changes.isEmpty() ? "no answer differs\n" : "").toString();
  }

  /** The changes as a JSON array of objects with the members {@code before} and {@code after}. */
  public String json() {
    return JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            json -> json.array(changes, change -> json.object(() -> write(change, json))))
        + '\n';
  }

  private static void write(Change change, JsonWriter json) {
    json.member("principal", change.either().principal());
    json.member("action", change.either().action());
    json.member("resource", change.either().resource());
    change
        .before()
        .ifPresent(
            answer -> json.member("before").object(() -> AnswerTable.writeResult(answer, json)));
    change
        .after()
        .ifPresent(
            answer -> json.member("after").object(() -> AnswerTable.writeResult(answer, json)));
  }

  /** The changes with a header line, as RFC 4180 describes it. */
  public String csv() {
    StringBuilder text =
        new StringBuilder("principal,action,resource,before,after,whyBefore,whyAfter\r\n");
    for (Change change : changes) {
      text.append(
              Stream.of(
                      change.either().principal(),
                      change.either().action(),
                      change.either().resource(),
                      Change.result(change.before()),
                      Change.result(change.after()),
                      change.before().map(Answer::text).orElse(""),
                      change.after().map(Answer::text).orElse(""))
                  .map(AnswerTable::cell)
                  .collect(Collectors.joining(",")))
          .append("\r\n");
    }
    return text.toString();
  }
}
