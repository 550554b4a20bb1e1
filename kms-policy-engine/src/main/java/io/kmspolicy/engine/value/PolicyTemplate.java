package io.kmspolicy.engine.value;

import java.util.ArrayList;
import java.util.List;

/**
 * A parsed policy value: literal characters, wildcards and policy variables (rules 2.3, 2.10-2.16).
 * Whether {@code *} and {@code ?} are wildcards depends on the element or operator.
 *
 * @param parts the parts in order
 */
public record PolicyTemplate(List<Part> parts) {

  /** The beginning of a variable. */
  private static final String VARIABLE = "${";

  public PolicyTemplate {
    parts = List.copyOf(parts);
  }

  /** One part of a template. */
  public sealed interface Part {
    record Literal(String text) implements Part {}

    /** {@code *}: any run of characters. */
    record AnyRun() implements Part {}

    /** {@code ?}: one character. */
    record AnyChar() implements Part {}

    /**
     * A policy variable.
     *
     * @param key the condition key in lower case
     * @param fallback the replacement if the key is absent
     * @param literal the text of the variable, if it is not documented whether it is a variable or
     *     this text (rule 2.11); else empty
     */
    record Variable(String key, Fallback fallback, String literal) implements Part {

      /** Whether it is not documented whether this is a variable. */
      public boolean isDisputed() {
        return !literal.isEmpty();
      }
    }

    /** A variable in a spelling whose meaning AWS does not document. */
    record Unreadable() implements Part {}
  }

  /** The replacement of a variable whose key is absent (rule 2.11). */
  public sealed interface Fallback {
    record Text(String text) implements Fallback {}

    /**
     * A default value with {@code *} or {@code ?} where these are wildcards: it is not documented
     * whether they are wildcards here, too.
     */
    record Pattern(String text) implements Fallback {}

    /** No default: the variable has no value (rule 2.12). */
    record None() implements Fallback {}
  }

  /** Parses a value in which {@code *} and {@code ?} are wildcards. */
  public static PolicyTemplate pattern(String text, boolean variables) {
    return new PolicyTemplate(new TemplateParser(text, true, variables).parse());
  }

  /** Parses a value in which {@code *} and {@code ?} are literal characters (rule 2.14). */
  public static PolicyTemplate text(String text, boolean variables) {
    return new PolicyTemplate(new TemplateParser(text, false, variables).parse());
  }

  /** Whether the template contains a policy variable. */
  public boolean hasVariables() {
    for (Part part : parts) {
      if (part instanceof Part.Variable || part instanceof Part.Unreadable) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a variable has several readings, whatever its value: it may be text, or the wildcards
   * of its default may be characters (rule 2.11).
   */
  public boolean hasOpenVariables() {
    for (Part part : parts) {
      if (part instanceof Part.Variable variable
          && (variable.isDisputed() || variable.fallback() instanceof Fallback.Pattern)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a text may contain a policy variable: most texts need not be parsed to see it. */
  public static boolean mayHaveVariables(String text) {
    return text.contains(VARIABLE);
  }

  /** The condition keys of the template's variables, in lower case. */
  public List<String> variableKeys() {
    List<String> keys = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Variable variable) {
        keys.add(variable.key());
      }
    }
    return keys;
  }
}
