package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.PolicyTemplate.Fallback;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import org.jspecify.annotations.Nullable;

/**
 * A policy variable with the facts of the catalogue about its key (rules 2.11, 2.12, 3.2, 6.10).
 * Immutable; reading a value allocates nothing, unless the request has several.
 */
final class CompiledVariable {

  /** What is known of the text that replaces a variable. */
  enum State {
    /** The text is known. */
    TEXT,
    /** The text is the default, in which wildcards are wildcards or characters (rule 2.11). */
    PATTERN,
    /** The text is not known. */
    UNKNOWN,
    /** The text is one of the values, which differ in the letter case of their names (rule 3.2). */
    ONE_OF,
    /** The key has several values or may have several, and no value replaces it (rule 2.12). */
    SEVERAL,
    /** The variable has no value. */
    UNSET
  }

  private final String key;
  private final @Nullable String fallback;
  private final boolean isPattern;
  private final boolean multivalued;
  private final boolean worksInKeyPolicies;
  private final boolean isDisputed;

  CompiledVariable(Part.Variable variable, VariableResolver variables) {
    this.key = variable.key();
    this.isPattern = variable.fallback() instanceof Fallback.Pattern;
    this.fallback = fallback(variable.fallback());
    this.multivalued = variables.isMultivalued(key);
    this.worksInKeyPolicies = variables.worksInKeyPolicies(key);
    this.isDisputed = variable.isDisputed();
  }

  private static @Nullable String fallback(Fallback fallback) {
    if (fallback instanceof Fallback.Pattern pattern) {
      return pattern.text();
    }
    return fallback instanceof Fallback.Text text ? text.text() : null;
  }

  String key() {
    return key;
  }

  boolean hasFallback() {
    return fallback != null;
  }

  /** Whether key policies support the variable's key (rule 5.17). */
  boolean worksInKeyPolicies() {
    return worksInKeyPolicies;
  }

  /** Whether a single value of the key is the text, whatever the value. */
  boolean isPlain() {
    return fallback == null && !multivalued && !isDisputed && !VariableResolver.hasOpenText(key);
  }

  /**
   * What is known of the text.
   *
   * @param value the value of the key
   * @param context the request, which shows in how many spellings it has the key
   */
  State state(ContextValue value, ConditionContext context) {
    if (value instanceof ContextValue.Absent && (hasFallback() || !multivalued)) {
      return fallback();
    }
    if (multivalued) {
      return severalValues();
    }
    if (!(value instanceof ContextValue.Present present) || VariableResolver.hasOpenText(key)) {
      return State.UNKNOWN;
    }
    String single = present.single();
    if (single != null) {
      return oneValue(single);
    }
    if (present.values().isEmpty()) {
      return fallback();
    }
    if (Spellings.count(key, context) > 1) {
      return State.ONE_OF;
    }
    return Spellings.mayBeSeveral(key) ? State.UNKNOWN : severalValues();
  }

  private State fallback() {
    if (fallback == null) {
      return State.UNSET;
    }
    return isPattern ? State.PATTERN : State.TEXT;
  }

  /** A key with several values does not resolve; whether its default applies is not documented. */
  private State severalValues() {
    return fallback == null ? State.SEVERAL : State.UNKNOWN;
  }

  /** It is not documented whether the default also replaces an empty value (rule 2.11). */
  private State oneValue(String value) {
    boolean open = value.isEmpty() && fallback != null && !fallback.isEmpty();
    return open ? State.UNKNOWN : State.TEXT;
  }

  /** The text for a value whose state is {@link State#TEXT}; the default for an absent key. */
  String text(ContextValue value) {
    String single = value instanceof ContextValue.Present present ? present.single() : null;
    if (single != null) {
      return single;
    }
    return fallback == null ? "" : fallback;
  }
}
