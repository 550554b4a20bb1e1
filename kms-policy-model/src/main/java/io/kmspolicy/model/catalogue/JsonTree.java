package io.kmspolicy.model.catalogue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON object of a bundled resource. What is missing or of another type is an error. */
final class JsonTree {

  private final Map<String, Object> members;

  private JsonTree(Map<String, Object> members) {
    this.members = members;
  }

  static JsonTree ofResource(String name) {
    try (InputStream stream = JsonTree.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the resource `" + name + "` is missing");
      }
      try (JsonParser parser = new JsonFactory().createParser(stream)) {
        parser.nextToken();
        return new JsonTree(readObject(parser));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the resource `" + name + "` cannot be read", e);
    }
  }

  private static Map<String, Object> readObject(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, readValue(parser));
    }
    return members;
  }

  private static Object readValue(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> new JsonTree(readObject(parser));
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(readValue(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }

  String text(String member) {
    return get(member, String.class);
  }

  boolean flag(String member) {
    return get(member, Boolean.class);
  }

  JsonTree object(String member) {
    return get(member, JsonTree.class);
  }

  List<String> texts(String member) {
    return items(member, String.class);
  }

  List<JsonTree> objects(String member) {
    return items(member, JsonTree.class);
  }

  private <T> List<T> items(String member, Class<T> type) {
    List<T> items = new ArrayList<>();
    for (Object item : get(member, List.class)) {
      items.add(type.cast(item));
    }
    return items;
  }

  private <T> T get(String member, Class<T> type) {
    Object value = members.get(member);
    if (!type.isInstance(value)) {
      throw new IllegalStateException("`" + member + "` is missing or no " + type.getSimpleName());
    }
    return type.cast(value);
  }
}
