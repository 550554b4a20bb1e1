package io.kmspolicy.replay.trail;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON values as maps, lists and texts. Equal values that were read lately are one object
 * (hash consing): the value is first read as a flat sequence of its tokens, and only a new sequence
 * becomes maps and lists. A set-associative table, which is bounded; large values are not kept. Not
 * thread-safe.
 */
final class ValueTable {

  private static final int SETS = 1 << 11;
  private static final int WAYS = 4;
  private static final int MAX_TOKENS = 96;
  private static final int MAX_CHARACTERS = 2_048;
  private static final int PRIME = 31;

  private final UnaryOperator<Object> finish;
  private final @Nullable Entry[] entries = new Entry[WAYS * SETS];

  private Object[] tokens = new Object[MAX_TOKENS];
  private int size;
  private int characters;

  /** A table of values as they are read. */
  ValueTable() {
    this(UnaryOperator.identity());
  }

  /**
   * A table.
   *
   * @param finish what is made of each new value
   */
  ValueTable(UnaryOperator<Object> finish) {
    this.finish = finish;
  }

  private static final class Entry {

    private final int hash;
    private final Object[] tokens;
    private final Object value;

    Entry(int hash, Object[] tokens, Object value) {
      this.hash = hash;
      this.tokens = tokens;
      this.value = value;
    }

    boolean holds(int ofTokens, Object[] others, int size) {
      return hash == ofTokens && tokens.length == size && areEqual(others);
    }

    private boolean areEqual(Object[] others) {
      for (int i = 0; i < tokens.length; i++) {
        if (tokens[i] != others[i] && !tokens[i].equals(others[i])) {
          return false;
        }
      }
      return true;
    }
  }

  /** The tokens that open and close values. */
  private enum Mark {
    OBJECT,
    ARRAY,
    END
  }

  /**
   * The value at the parser's position, which is not null.
   *
   * @param part the part of a record that it is
   */
  Object read(JsonParser parser, Part part) throws IOException {
    size = 0;
    characters = 0;
    flatten(parser, part, 0);
    if (size > MAX_TOKENS || characters > MAX_CHARACTERS) {
      Object large = finish.apply(new Builder().value());
      tokens = new Object[MAX_TOKENS];
      return large;
    }
    return shared();
  }

  private Object shared() {
    int hash = size;
    for (int i = 0; i < size; i++) {
      Object token = tokens[i];
      hash = PRIME * hash + (token instanceof Mark mark ? code(mark) : token.hashCode());
    }
    int first = WAYS * ((hash ^ hash >>> 15) & SETS - 1);
    int way = first;
    while (way < first + WAYS && entries[way] != null) {
      Entry kept = entries[way];
      if (kept.holds(hash, tokens, size)) {
        moveForward(way, first);
        return kept.value;
      }
      way++;
    }
    Object value = finish.apply(new Builder().value());
    entries[Math.min(way, first + WAYS - 1)] = new Entry(hash, Arrays.copyOf(tokens, size), value);
    return value;
  }

  /**
   * An entry that is found often gets to the beginning of its set, and the last one is replaced: so
   * values that never repeat do not displace those that do.
   */
  private void moveForward(int way, int first) {
    if (way > first) {
      Entry found = entries[way];
      entries[way] = entries[way - 1];
      entries[way - 1] = found;
    }
  }

  /** The hash code of a constant differs from one run to the next. */
  private static int code(Mark mark) {
    return switch (mark) {
      case OBJECT -> 1;
      case ARRAY -> 2;
      case END -> 3;
    };
  }

  private void flatten(JsonParser parser, Part part, int depth) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        add(Mark.OBJECT);
        members(parser, part, depth);
        add(Mark.END);
      }
      case START_ARRAY -> {
        add(Mark.ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (parser.currentToken() != JsonToken.VALUE_NULL) {
            flatten(parser, part, depth);
          }
        }
        add(Mark.END);
      }
      case VALUE_TRUE -> add(true);
      case VALUE_FALSE -> add(false);
      case VALUE_NUMBER_INT -> add(integer(parser));
      case VALUE_NUMBER_FLOAT -> add(parser.getDecimalValue());
      default -> {
        String text = parser.getText();
        characters += text.length();
        add(text);
      }
    }
  }

  private void members(JsonParser parser, Part part, int depth) throws IOException {
    String name = parser.nextFieldName();
    while (name != null) {
      JsonToken value = parser.nextToken();
      if (!part.isRead(name, depth)) {
        parser.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        characters += name.length();
        add(name);
        flatten(parser, part, depth + 1);
      }
      name = parser.nextFieldName();
    }
  }

  /** Integers beyond 64 bits are decimals. */
  private static Object integer(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? parser.getDecimalValue()
        : (Object) parser.getLongValue();
  }

  private void add(Object token) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    tokens[size++] = token;
  }

  /** Makes the value of the tokens. */
  private final class Builder {

    private int next;

    Object value() {
      Object token = tokens[next++];
      if (token == Mark.OBJECT) {
        return object();
      }
      return token == Mark.ARRAY ? array() : token;
    }

    private Map<String, Object> object() {
      Map<String, Object> members = new LinkedHashMap<>();
      while (tokens[next] != Mark.END) {
        String name = (String) tokens[next++];
        members.put(name, value());
      }
      next++;
      return Collections.unmodifiableMap(members);
    }

    private List<Object> array() {
      List<Object> elements = new ArrayList<>();
      while (tokens[next] != Mark.END) {
        elements.add(value());
      }
      next++;
      return Collections.unmodifiableList(elements);
    }
  }
}
