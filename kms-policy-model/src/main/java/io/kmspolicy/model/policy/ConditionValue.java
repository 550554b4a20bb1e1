package io.kmspolicy.model.policy;

/**
 * A value that a condition compares with. JSON booleans and numbers are kept as the text in the
 * document, never re-rendered (rule 1.11).
 *
 * @param text the value's text
 * @param form how the document writes it
 */
public record ConditionValue(String text, Form form) {

  /** How a value is written in JSON. */
  public enum Form {
    /** In quotes. */
    STRING,
    /** A bare {@code true} or {@code false}. */
    BOOLEAN,
    /** A bare number. */
    NUMBER,
    /**
     * Not known: the source of the document leaves the value open. The text only identifies the
     * value; it is not the value.
     */
    OPAQUE
  }

  /** A value in quotes. */
  public static ConditionValue of(String text) {
    return new ConditionValue(text, Form.STRING);
  }
}
