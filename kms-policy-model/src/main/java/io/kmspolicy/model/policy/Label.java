package io.kmspolicy.model.policy;

/**
 * The optional name of a document ({@code Id}) or of a statement ({@code Sid}). It has no effect on
 * evaluation (rules 1.2 and 1.6).
 */
public sealed interface Label {

  /** A label that is present; may be the empty string. */
  record Text(String text) implements Label {}

  /** No label. */
  record Absent() implements Label {}

  /** The label with this text. */
  static Label of(String text) {
    return new Text(text);
  }

  /** No label. */
  static Label absent() {
    return new Absent();
  }

  /** The label's text, or {@code other} if there is no label. */
  default String orElse(String other) {
    return this instanceof Text label ? label.text() : other;
  }
}
