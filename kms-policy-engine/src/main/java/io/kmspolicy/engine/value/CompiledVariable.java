package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.PolicyTemplate.Fallback;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.model.request.ContextValue;
import org.jspecify.annotations.Nullable;

/**
 * A policy variable with the facts of the catalogue about its key (rules 2.11, 2.12, 6.10).
 * Immutable; reading a value allocates nothing.
 */
final class CompiledVariable {

  /** What is known of the text that replaces a variable. */
  enum State {
    /** The text is known. */
    TEXT,
    /** The text is not known. */
    UNKNOWN,
    /** The variable has no value. */
    UNSET
  }

  private final String key;
  private final @Nullable String fallback;
  private final boolean multivalued;
  private final boolean worksInKeyPolicies;

  CompiledVariable(Part.Variable variable, VariableResolver variables) {
    this.key = variable.key();
    this.fallback = variable.fallback() instanceof Fallback.Text text ? text.text() : null;
    this.multivalued = variables.isMultivalued(key);
    this.worksInKeyPolicies = variables.worksInKeyPolicies(key);
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
    return fallback == null && !multivalued && !VariableResolver.hasOpenText(key);
  }

  State state(ContextValue value) {
    if (value instanceof ContextValue.Absent) {
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
    return present.values().isEmpty() ? fallback() : severalValues();
  }

  private State fallback() {
    return fallback == null ? State.UNSET : State.TEXT;
  }

  /** A key with several values does not resolve; whether its default applies is not documented. */
  private State severalValues() {
    return fallback == null ? State.UNSET : State.UNKNOWN;
  }

  /** It is not documented whether the default also replaces an empty value (rule 2.11). */
  private State oneValue(String value) {
    boolean open = value.isEmpty() && fallback != null && !fallback.isEmpty();
    return open ? State.UNKNOWN : State.TEXT;
  }

  /** The text for a value whose state is {@link State#TEXT}. */
  String text(ContextValue value) {
    String single = value instanceof ContextValue.Present present ? present.single() : null;
    if (single != null) {
      return single;
    }
    return fallback == null ? "" : fallback;
  }
}
