package io.kmspolicy.analysis.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The positions of the statements of a policy. */
final class StatementSpans {

  /**
   * A position in a policy.
   *
   * @param line the line, counted from 1
   * @param column the column, counted from 1
   */
  record Position(int line, int column) {
    static Position of(JsonLocation location) {
      return new Position(location.getLineNr(), location.getColumnNr());
    }
  }

  /**
   * The extent of a statement.
   *
   * @param start the position of its first character
   * @param end the position after its last character
   */
  record Span(Position start, Position end) {}

  private final Map<String, Span> spans = new HashMap<>();

  /** Reads a well-formed policy. */
  StatementSpans(String policy) {
    try (JsonParser parser = new JsonFactory().createParser(policy)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean statements = parser.currentName().equals("Statement");
        JsonToken value = parser.nextToken();
        if (statements && value == JsonToken.START_ARRAY) {
          for (int i = 0; parser.nextToken() == JsonToken.START_OBJECT; i++) {
            add("/Statement/" + i, parser);
          }
        } else if (statements) {
          add("/Statement", parser);
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String pointer, JsonParser parser) throws IOException {
    Position start = Position.of(parser.currentTokenLocation());
    parser.skipChildren();
    spans.put(pointer, new Span(start, Position.of(parser.currentLocation())));
  }

  /** The extent of the statement at a JSON pointer. */
  Span at(String pointer) {
    Span span = spans.get(pointer);
    if (span == null) {
      throw new IllegalStateException("no statement at " + pointer);
    }
    return span;
  }
}
