package io.kmspolicy.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value with its position in the text.
 *
 * <p>Used for catalogues, settings and the input of the simulator, and to find the position of a
 * JSON pointer. Policies are read by {@link io.kmspolicy.model.reader.PolicyReader}, which checks
 * limits and reports all problems. Immutable.
 */
public sealed interface JsonTree {

  /** The line, counted from 1. */
  int line();

  /** The column in characters, counted from 1. */
  int column();

  /** An object with its members in the order of the text. */
  record Members(Map<String, JsonTree> members, int line, int column) implements JsonTree {
    /** Copies the map. */
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

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
   * A string, a number, a boolean or null.
   *
   * @param text the string, or the number or literal as written
   * @param quoted whether it is a string
   */
  record Scalar(String text, boolean quoted, int line, int column) implements JsonTree {}

  /**
   * Parses a text. An object with duplicate members is rejected.
   *
   * @throws JsonSyntaxException if the text is not JSON
   */
  static JsonTree parse(String text) throws JsonSyntaxException {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(text)) {
      parser.nextToken();
      JsonTree tree = read(parser, SourceText.of("", 1, text, Integer.MAX_VALUE));
      if (parser.nextToken() != null) {
        throw new JsonParseException(
            parser, "something follows the end of the value", parser.currentTokenLocation());
      }
      return tree;
    } catch (JsonProcessingException malformed) {
      throw syntaxException(malformed);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can always be read", e);
    }
  }

  /** The text as a tree, or empty if the text is not JSON. */
  static Optional<JsonTree> parsed(String text) {
    try {
      return Optional.of(parse(text));
    } catch (JsonSyntaxException malformed) {
      return Optional.empty();
    }
  }

  /** The parser's reason, without the part about the parser's settings. */
  private static JsonSyntaxException syntaxException(JsonProcessingException malformed) {
    String reason = malformed.getOriginalMessage();
    int settings = reason.indexOf(" (for ");
    JsonLocation at = malformed.getLocation();
    JsonSyntaxException syntaxException =
        new JsonSyntaxException(
            settings < 0 ? reason : reason.substring(0, settings),
            at == null ? 1 : at.getLineNr(),
            at == null ? 1 : at.getColumnNr());
    syntaxException.initCause(malformed);
    return syntaxException;
  }

  private static JsonTree read(JsonParser parser, SourceText text) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new JsonParseException(parser, "the text ends too early");
    }
    JsonLocation location = parser.currentTokenLocation();
    int line = location.getLineNr();
    // The parser counts a character of two UTF-16 code units twice.
    int column = text.at((int) location.getCharOffset()).column();
    if (token == JsonToken.START_OBJECT) {
      Map<String, JsonTree> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, read(parser, text));
      }
      return new Members(members, line, column);
    }
    if (token == JsonToken.START_ARRAY) {
      List<JsonTree> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(read(parser, text));
      }
      return new Elements(elements, line, column);
    }
    return new Scalar(parser.getText(), token == JsonToken.VALUE_STRING, line, column);
  }

  /** The member with this name, if this is an object that has one. */
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

  /** The value at a JSON pointer (RFC 6901), or the innermost existing value around it. */
  default JsonTree at(String pointer) {
    JsonTree current = this;
    for (String step : pointer.split("/", -1)) {
      String name = step.replace("~1", "/").replace("~0", "~");
      Optional<JsonTree> next =
          current instanceof Elements array ? array.element(name) : current.member(name);
      current = next.orElse(current);
    }
    return current;
  }
}
