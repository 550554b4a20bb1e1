package io.kmspolicy.cli.doors;

import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.JsonWriter;
import java.util.stream.Collectors;

/** JSON values as text. */
final class JsonText {

  private JsonText() {}

  static String of(JsonTree tree) {
    if (tree instanceof JsonTree.Members object) {
      return object.members().entrySet().stream()
          .map(member -> JsonWriter.quoted(member.getKey()) + ":" + of(member.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (tree instanceof JsonTree.Elements array) {
      return array.elements().stream().map(JsonText::of).collect(Collectors.joining(",", "[", "]"));
    }
    JsonTree.Scalar scalar = (JsonTree.Scalar) tree;
    return scalar.quoted() ? JsonWriter.quoted(scalar.text()) : scalar.text();
  }
}
