package io.kmspolicy.engine.explain;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Writes JSON without white space, members in the order of the calls. */
final class JsonText {

  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  /** Writes an object with the members that {@code content} writes. */
  JsonText object(Runnable content) {
    return enclosed('{', content, '}');
  }

  /** Writes an array. */
  <T> JsonText array(List<T> elements, Consumer<T> element) {
    return enclosed('[', () -> elements.forEach(element), ']');
  }

  /** Writes an array of strings. */
  JsonText strings(List<String> elements) {
    return array(elements, this::string);
  }

  private JsonText enclosed(char open, Runnable content, char close) {
    separate();
    text.append(open);
    first = true;
    content.run();
    text.append(close);
    first = false;
    return this;
  }

  /** Writes the name of a member; its value must follow. */
  JsonText member(String name) {
    string(name);
    text.append(':');
    first = true;
    return this;
  }

  /** Writes a member with a string. */
  void member(String name, String value) {
    member(name).string(value);
  }

  /** Writes a member with a boolean. */
  void member(String name, boolean value) {
    member(name).raw(Boolean.toString(value));
  }

  /** Writes a member with a number. */
  void member(String name, int value) {
    member(name).raw(Integer.toString(value));
  }

  private void raw(String value) {
    separate();
    text.append(value);
    first = false;
  }

  /** Writes a string. */
  void string(String value) {
    separate();
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      append(value.charAt(i));
    }
    text.append('"');
    first = false;
  }

  private void append(char c) {
    switch (c) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
          text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          text.append(c);
        }
      }
    }
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
