package io.kmspolicy.cli.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Where the statements of a policy begin and end. */
final class StatementSpans {

  /**
   * A place in a policy.
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
   * A statement.
   *
   * @param start its first character
   * @param end what follows its last character
   */
  record Span(Position start, Position end) {}

  private final Map<String, Span> spans = new HashMap<>();

  /** Reads a policy that is known to be well formed. */
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

  /** The statement at a JSON pointer of the policy. */
  Span at(String pointer) {
    Span span = spans.get(pointer);
    if (span == null) {
      throw new IllegalStateException("no statement at " + pointer);
    }
    return span;
  }
}
