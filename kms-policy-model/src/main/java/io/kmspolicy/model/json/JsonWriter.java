package io.kmspolicy.model.json;

import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes one JSON value (RFC 8259). Members and elements appear in the order of the calls. The
 * {@linkplain Quoting#isUnsafe unsafe characters} of strings are written as escapes, so each string
 * value stays on one line, survives UTF-8 and does nothing to a terminal. Not thread-safe.
 */
public final class JsonWriter {

  /** The layout of the text. */
  public enum Layout {
    /** Without white space. */
    COMPACT,
    /** One member or element per line, indented by two spaces per level. */
    PRETTY
  }

  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();
  private final Layout layout;
  private int depth;
  private boolean empty = true;
  private boolean afterName;

  private JsonWriter(Layout layout) {
    this.layout = layout;
  }

  /** The text of the value that {@code content} writes, without a line break at the end. */
  public static String text(Layout layout, Consumer<JsonWriter> content) {
    JsonWriter writer = new JsonWriter(layout);
    content.accept(writer);
    return writer.text.toString();
  }

  /** The text of a string, in double quotes. */
  public static String quoted(String value) {
    return text(Layout.COMPACT, out -> out.string(value));
  }

  /** Writes an object; {@code members} writes its members. */
  public void object(Runnable members) {
    enclosed('{', members, '}');
  }

  /** Writes an array; {@code writer} writes each element as one value. */
  public <T> void array(Iterable<T> elements, Consumer<T> writer) {
    enclosed('[', () -> elements.forEach(writer), ']');
  }

  /** Writes an array of strings. */
  public void strings(Iterable<String> elements) {
    array(elements, this::string);
  }

  /** Writes a single element without an array around it, and none or several as an array. */
  public <T> void bareOrArray(List<T> elements, Consumer<T> writer) {
    if (elements.size() == 1) {
      writer.accept(elements.get(0));
    } else {
      array(elements, writer);
    }
  }

  /** Writes the name of a member; its value must follow. */
  public JsonWriter member(String name) {
    separate();
    appendString(name);
    text.append(layout == Layout.PRETTY ? ": " : ":");
    afterName = true;
    return this;
  }

  /** Writes a member with a string. */
  public void member(String name, String value) {
    member(name).string(value);
  }

  /** Writes a member with a string, unless the string is empty. */
  public void optionalMember(String name, String value) {
    if (!value.isEmpty()) {
      member(name, value);
    }
  }

  /** Writes a member with a boolean. */
  public void member(String name, boolean value) {
    member(name).bool(value);
  }

  /** Writes a member with a number. */
  public void member(String name, long value) {
    member(name).raw(Long.toString(value));
  }

  /** Writes a string. */
  public void string(String value) {
    separate();
    appendString(value);
  }

  /** Writes a boolean. */
  public void bool(boolean value) {
    raw(Boolean.toString(value));
  }

  /** Writes {@code null}. */
  public void nothing() {
    raw("null");
  }

  /**
   * Writes a number in its original spelling.
   *
   * @throws IllegalArgumentException if the text is not a JSON number
   */
  public void number(String value) {
    if (!JsonNumber.isNumber(value)) {
      throw new IllegalArgumentException(Quoting.quote(value) + " is not a JSON number");
    }
    raw(value);
  }

  /** Writes a JSON number in its original spelling, and any other text as a string. */
  public void numberOrString(String value) {
    if (JsonNumber.isNumber(value)) {
      raw(value);
    } else {
      string(value);
    }
  }

  /** Writes text that is already a JSON value. */
  public void raw(String json) {
    separate();
    text.append(json);
  }

  private void enclosed(char open, Runnable content, char close) {
    separate();
    text.append(open);
    depth++;
    empty = true;
    content.run();
    depth--;
    if (!empty) {
      breakLine();
    }
    empty = false;
    text.append(close);
  }

  /** Writes the comma and the line break before the next value, as needed. */
  private void separate() {
    if (afterName) {
      afterName = false;
      return;
    }
    if (!empty) {
      text.append(',');
    }
    if (depth > 0) {
      breakLine();
    }
    empty = false;
  }

  private void breakLine() {
    if (layout == Layout.PRETTY) {
      text.append('\n').append(INDENT.repeat(depth));
    }
  }

  private void appendString(String value) {
    text.append('"');
    value.codePoints().forEach(this::appendCharacter);
    text.append('"');
  }

  private void appendCharacter(int c) {
    switch (c) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\b' -> text.append("\\b");
      case '\f' -> text.append("\\f");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (c < ' ' || (c > '~' && Quoting.isUnsafe(c))) {
          Quoting.appendEscape(text, c);
        } else {
          text.appendCodePoint(c);
        }
      }
    }
  }
}
