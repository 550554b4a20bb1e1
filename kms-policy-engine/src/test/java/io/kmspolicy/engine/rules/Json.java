package io.kmspolicy.engine.rules;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the JSON of requests. Test texts need no escapes except quotes and backslashes. */
final class Json {

  private Json() {}

  static String text(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  static String member(String name, String json) {
    return text(name) + ':' + json;
  }

  static String object(List<String> members) {
    return '{' + String.join(",", members) + '}';
  }

  static String array(List<String> elements) {
    return '[' + String.join(",", elements) + ']';
  }

  /** A single text as a string, several texts as an array. */
  static String oneOrMany(String... values) {
    return values.length == 1 ? text(values[0]) : texts(values);
  }

  static String texts(String... values) {
    return Arrays.stream(values).map(Json::text).collect(Collectors.joining(",", "[", "]"));
  }
}
