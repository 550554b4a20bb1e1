package io.kmspolicy.benchmarks.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes one statement as JSON text. Names and values must not contain characters that JSON
 * escapes. Not thread-safe.
 */
final class StatementText {

  private final List<String> members = new ArrayList<>();
  private final Map<String, Map<String, String>> conditions = new LinkedHashMap<>();

  private StatementText(String effect) {
    members.add("\"Effect\": \"" + effect + "\"");
  }

  static StatementText allow() {
    return new StatementText("Allow");
  }

  static StatementText deny() {
    return new StatementText("Deny");
  }

  StatementText sid(String sid) {
    members.add(0, "\"Sid\": \"" + sid + "\"");
    return this;
  }

  /** Names AWS principals by their ARNs. */
  StatementText principals(String... arns) {
    members.add("\"Principal\": {\"AWS\": " + oneOrMore(List.of(arns)) + "}");
    return this;
  }

  StatementText everybody() {
    members.add("\"Principal\": \"*\"");
    return this;
  }

  StatementText actions(String... actions) {
    members.add("\"Action\": " + oneOrMore(List.of(actions)));
    return this;
  }

  StatementText actions(List<String> actions) {
    return actions(actions.toArray(String[]::new));
  }

  StatementText notActions(String... actions) {
    members.add("\"NotAction\": " + oneOrMore(List.of(actions)));
    return this;
  }

  StatementText resources(List<String> patterns) {
    members.add("\"Resource\": " + oneOrMore(patterns));
    return this;
  }

  StatementText resources(String... patterns) {
    return resources(List.of(patterns));
  }

  /** Adds a condition test. */
  StatementText when(String operator, String key, String... values) {
    conditions
        .computeIfAbsent(operator, name -> new LinkedHashMap<>())
        .put(key, oneOrMore(List.of(values)));
    return this;
  }

  private static String oneOrMore(List<String> texts) {
    return texts.size() == 1
        ? "\"" + texts.get(0) + "\""
        : texts.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
  }

  /** The statement as JSON. */
  String json() {
    List<String> all = new ArrayList<>(members);
    if (!conditions.isEmpty()) {
      all.add("\"Condition\": " + conditionJson());
    }
    return all.stream().collect(Collectors.joining(",\n      ", "{\n      ", "\n    }"));
  }

  private String conditionJson() {
    List<String> operators = new ArrayList<>();
    conditions.forEach(
        (operator, tests) ->
            operators.add(
                "\""
                    + operator
                    + "\": "
                    + tests.entrySet().stream()
                        .map(test -> "\"" + test.getKey() + "\": " + test.getValue())
                        .collect(Collectors.joining(", ", "{", "}"))));
    return String.join(", ", operators).transform(text -> "{" + text + "}");
  }
}
