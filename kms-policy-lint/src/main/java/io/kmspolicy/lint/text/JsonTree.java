package io.kmspolicy.lint.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value with the place where it stands.
 *
 * <p>For settings, and to find the line of a JSON pointer; policies are read by {@link
 * io.kmspolicy.model.reader.PolicyReader}.
 */
public sealed interface JsonTree {

  /** The line, counted from 1. */
  int line();

  /** The column in characters, counted from 1. */
  int column();

  /** An object with its members in order; the last of members of one name counts. */
  record Members(Map<String, JsonTree> members, int line, int column) implements JsonTree {}

  /** An array. */
  record Elements(List<JsonTree> elements, int line, int column) implements JsonTree {
    /** Copies the list. */
    public Elements {
      elements = List.copyOf(elements);
    }

    private Optional<JsonTree> element(String index) {
      boolean number = !index.isEmpty() && index.chars().allMatch(c -> c >= '0' && c <= '9');
      return number && index.length() < 8 && Integer.parseInt(index) < elements.size()
          ? Optional.of(elements.get(Integer.parseInt(index)))
          : Optional.empty();
    }
  }

  /**
   * Anything else.
   *
   * @param text the string, or the number or word as written
   * @param quoted whether it is a string
   */
  record Scalar(String text, boolean quoted, int line, int column) implements JsonTree {}

  /**
   * Why a text is no JSON, in the parser's words, without what these say of the parser's settings.
   */
  static String reason(JsonProcessingException wrong) {
    String words = wrong.getOriginalMessage();
    int details = words.indexOf(" (for ");
    return "the text is no JSON: " + (details < 0 ? words : words.substring(0, details));
  }

  /**
   * Reads a text.
   *
   * @throws IOException if it is not JSON
   */
  static JsonTree parse(String text) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(text)) {
      parser.nextToken();
      JsonTree tree = read(parser);
      if (parser.nextToken() != null) {
        throw new JsonParseException(
            parser, "something follows the end of the value", parser.currentTokenLocation());
      }
      return tree;
    }
  }

  private static JsonTree read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new JsonParseException(parser, "the text ends too early");
    }
    int line = parser.currentTokenLocation().getLineNr();
    int column = parser.currentTokenLocation().getColumnNr();
    if (token == JsonToken.START_OBJECT) {
      Map<String, JsonTree> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, read(parser));
      }
      return new Members(members, line, column);
    }
    if (token == JsonToken.START_ARRAY) {
      List<JsonTree> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(read(parser));
      }
      return new Elements(elements, line, column);
    }
    return new Scalar(parser.getText(), token == JsonToken.VALUE_STRING, line, column);
  }

  /** The member of that name, if this is an object that has it. */
  default Optional<JsonTree> member(String name) {
    return this instanceof Members object
        ? Optional.ofNullable(object.members().get(name))
        : Optional.empty();
  }

  /** The text, if this is a string. */
  default Optional<String> string() {
    return this instanceof Scalar scalar && scalar.quoted()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  /** The value at a JSON pointer (RFC 6901), or the nearest one around it that exists. */
  default JsonTree at(String pointer) {
    JsonTree here = this;
    for (String step : pointer.split("/", -1)) {
      String name = step.replace("~1", "/").replace("~0", "~");
      Optional<JsonTree> next =
          here instanceof Elements array ? array.element(name) : here.member(name);
      here = next.orElse(here);
    }
    return here;
  }
}
