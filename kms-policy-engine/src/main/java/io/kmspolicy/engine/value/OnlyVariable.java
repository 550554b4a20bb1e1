package io.kmspolicy.engine.value;

/**
 * The form of a template that is one variable between two literals, of which a single value of the
 * variable's key is the text.
 *
 * @param key the condition key in lower case
 * @param before the text before the variable
 * @param after the text behind the variable
 * @param isString whether every text can be the value of the key, as far as the catalogue tells
 */
public record OnlyVariable(String key, String before, String after, boolean isString) {

  /** The length of the texts around the variable. */
  private int around() {
    return before.length() + after.length();
  }

  /** Whether some value of the variable makes the template match a text. */
  boolean fits(String text) {
    return around() <= text.length() && text.startsWith(before) && text.endsWith(after);
  }

  /**
   * Whether a value makes the template match the sixth field of an ARN. The field is looked for
   * from its end, so that most ARNs are not read from their beginning.
   */
  public boolean isField(String value, String arn) {
    int valueFrom = arn.length() - after.length() - value.length();
    int from = valueFrom - before.length();
    return from > 0
        && arn.charAt(from - 1) == ':'
        && arn.startsWith(value, valueFrom)
        && arn.startsWith(before, from)
        && arn.endsWith(after)
        && from == ArnPattern.headerEnd(arn);
  }
}
