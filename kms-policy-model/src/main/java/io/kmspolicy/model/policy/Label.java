package io.kmspolicy.model.policy;

/**
 * The optional name that a document ({@code Id}) or a statement ({@code Sid}) carries. It has no
 * effect on evaluation (rules 1.2 and 1.6).
 */
public sealed interface Label {

  /** A label that is written out; may be the empty string. */
  record Text(String text) implements Label {}

  /** No label is written. */
  record Absent() implements Label {}

  /** The label with this text. */
  static Label of(String text) {
    return new Text(text);
  }

  /** No label. */
  static Label absent() {
    return new Absent();
  }

  /** The label's text, or {@code other} where there is none. */
  default String orElse(String other) {
    return this instanceof Text label ? label.text() : other;
  }
}
