package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A template that is matched with texts without being resolved first: the values of its variables
 * are read from the context while the text is compared (rules 2.10-2.13, 6.10). It matches as the
 * glob that {@link VariableResolver#resolve} returns. Immutable; matching allocates nothing.
 *
 * <p>Matching is greedy with backtracking to the last {@code *}, as in {@link Glob}. A variable
 * with an unknown value is matched as {@code *}.
 *
 * <p>Where a key policy is evaluated without the keys that key policies do not support (rule 5.17),
 * {@code narrow} is true: variables of these keys are read as absent.
 */
public final class CompiledTemplate {

  /** What is known of the values of all variables. */
  public enum Knowledge {
    /** Every variable has a known value. */
    KNOWN,
    /** Some value is not known, and every variable has a value. */
    UNKNOWN,
    /** Some value is not known, and a variable may have no value. */
    PERHAPS_UNSET,
    /** Which of several values counts is not documented, or whether any does (rule 3.2). */
    ONE_OF,
    /** A variable has no value, so the template matches nothing (rule 2.12). */
    UNSET;

    /**
     * The result of a pattern of which this is known.
     *
     * @param matches whether it matches with its known and unknown values
     * @param certain the result of a match, if every value is known
     * @param unset the result if a variable has no value
     */
    public MatchResult result(boolean matches, MatchResult certain, MatchResult unset) {
      MatchResult match = matches ? certain : MatchResult.NO_MATCH;
      return switch (this) {
        case KNOWN -> match;
        case UNKNOWN -> match.and(MatchResult.INDETERMINATE);
        case PERHAPS_UNSET, ONE_OF -> match.and(MatchResult.INDETERMINATE).or(unset);
        case UNSET -> unset;
      };
    }
  }

  private static final int NOWHERE = -1;

  private final PolicyTemplate source;
  private final VariableResolver resolver;

  /** The parts; a literal as its text, a variable in {@link #variables} at the same index. */
  private final Part[] parts;

  private final @Nullable CompiledVariable[] variables;
  private final boolean unreadable;

  private CompiledTemplate(PolicyTemplate source, VariableResolver resolver) {
    this.source = source;
    this.resolver = resolver;
    this.parts = source.parts().toArray(new Part[0]);
    this.variables = new @Nullable CompiledVariable[parts.length];
    boolean anyUnreadable = false;
    for (int i = 0; i < parts.length; i++) {
      anyUnreadable |= parts[i] instanceof Part.Unreadable;
      if (parts[i] instanceof Part.Variable variable) {
        variables[i] = new CompiledVariable(variable, resolver);
      }
    }
    this.unreadable = anyUnreadable;
  }

  public static CompiledTemplate of(PolicyTemplate template, VariableResolver resolver) {
    return new CompiledTemplate(template, resolver);
  }

  /** The condition keys of the variables, in lower case. */
  public List<String> keys() {
    Set<String> keys = new LinkedHashSet<>(source.variableKeys());
    return List.copyOf(keys);
  }

  /**
   * The template as one variable between two literals; null if it has several variables, wildcards,
   * or a variable whose text is not simply the value of its key.
   */
  public @Nullable OnlyVariable onlyVariable() {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    CompiledVariable only = null;
    for (int i = 0; i < parts.length; i++) {
      CompiledVariable variable = variables[i];
      if (variable != null && only == null && variable.isPlain()) {
        only = variable;
      } else if (parts[i] instanceof Part.Literal literal) {
        (only == null ? before : after).append(literal.text());
      } else {
        return null;
      }
    }
    return only == null
        ? null
        : new OnlyVariable(
            only.key(), before.toString(), after.toString(), resolver.isString(only.key()));
  }

  /**
   * The value of the only variable with which the template matches a text; null if there is none,
   * or if the template has another form than {@link #onlyVariable}.
   */
  public @Nullable String onlyValueIn(String text) {
    OnlyVariable only = onlyVariable();
    return only != null && only.fits(text)
        ? text.substring(only.before().length(), text.length() - only.after().length())
        : null;
  }

  /** Whether a variable reads a key that key policies do not support (rule 5.17). */
  public boolean readsUnsupported() {
    for (CompiledVariable variable : variables) {
      if (variable != null && !variable.worksInKeyPolicies()) {
        return true;
      }
    }
    return false;
  }

  /** What is known of the variables in a context. */
  public Knowledge read(ConditionContext context, boolean narrow) {
    boolean unknown = unreadable;
    boolean perhapsUnset = false;
    boolean oneOf = false;
    for (CompiledVariable variable : variables) {
      if (variable != null) {
        switch (variable.state(value(variable, context, narrow), context)) {
          case TEXT -> {}
          case UNKNOWN -> {
            unknown = true;
            perhapsUnset |= !variable.hasFallback();
          }
          case ONE_OF, PATTERN -> oneOf = true;
          case SEVERAL, UNSET -> {
            return Knowledge.UNSET;
          }
        }
      }
    }
    if (!unknown) {
      return oneOf ? Knowledge.ONE_OF : Knowledge.KNOWN;
    }
    return perhapsUnset || oneOf ? Knowledge.PERHAPS_UNSET : Knowledge.UNKNOWN;
  }

  /** Whether the known value of some variable contains a character. */
  public boolean hasValueWith(char c, ConditionContext context, boolean narrow) {
    for (CompiledVariable variable : variables) {
      if (variable != null) {
        String text = text(variable, context, narrow);
        if (text != null && text.indexOf(c) >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static ContextValue value(
      CompiledVariable variable, ConditionContext context, boolean narrow) {
    return narrow && !variable.worksInKeyPolicies()
        ? ContextValue.absent()
        : context.get(variable.key());
  }

  /** The text of a variable; null if it is not known. */
  private static @Nullable String text(
      CompiledVariable variable, ConditionContext context, boolean narrow) {
    ContextValue value = value(variable, context, narrow);
    return variable.state(value, context) == CompiledVariable.State.TEXT
        ? variable.text(value)
        : null;
  }

  /** Whether a text matches for one of the values that a variable may stand for. */
  boolean matchesOneOf(ConditionContext context, boolean narrow, String text) {
    return resolver.resolve(source, context, narrow).globs().stream()
        .anyMatch(glob -> glob.matches(text));
  }

  /**
   * Whether the template matches a part of a text, with {@code *} in place of each variable whose
   * value is not known.
   */
  public boolean matches(
      ConditionContext context, boolean narrow, String text, int from, int to, boolean ignoreCase) {
    int part = 0;
    int at = from;
    int runPart = NOWHERE;
    int runAt = from;
    while (part < parts.length || at < to) {
      String literal = part < parts.length ? literal(part, context, narrow) : null;
      int next = NOWHERE;
      if (literal != null) {
        next = startsWith(text, at, to, literal, ignoreCase) ? at + literal.length() : NOWHERE;
      } else if (part < parts.length && parts[part] instanceof Part.AnyChar) {
        next = at < to ? at + 1 : NOWHERE;
      } else if (part < parts.length) {
        runPart = part;
        runAt = at;
        next = at;
      }
      if (next != NOWHERE) {
        at = next;
        part++;
      } else if (runPart != NOWHERE && runAt < to) {
        at = ++runAt;
        part = runPart + 1;
      } else {
        return false;
      }
    }
    return true;
  }

  /** The text of a literal or of a variable whose value is known; null for any other part. */
  private @Nullable String literal(int part, ConditionContext context, boolean narrow) {
    if (parts[part] instanceof Part.Literal literal) {
      return literal.text();
    }
    CompiledVariable variable = variables[part];
    return variable == null ? null : text(variable, context, narrow);
  }

  private static boolean startsWith(
      String text, int at, int to, String literal, boolean ignoreCase) {
    if (literal.length() > to - at) {
      return false;
    }
    if (!ignoreCase) {
      return text.startsWith(literal, at);
    }
    for (int i = 0; i < literal.length(); i++) {
      char left = literal.charAt(i);
      char right = text.charAt(at + i);
      if (left != right && !Glob.equalIgnoringCase(left, right)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Splits the template at its first literal colons into at most {@code limit} templates, as {@link
   * Glob#splitAtColons} does. A colon in the value of a variable does not count.
   */
  public List<CompiledTemplate> splitAtColons(int limit, VariableResolver resolver) {
    List<CompiledTemplate> fields = new ArrayList<>(limit);
    List<Part> field = new ArrayList<>();
    for (Part part : source.parts()) {
      String rest = part instanceof Part.Literal literal ? literal.text() : "";
      int colon = fields.size() < limit - 1 ? rest.indexOf(':') : NOWHERE;
      while (colon >= 0) {
        addLiteral(field, rest.substring(0, colon));
        fields.add(of(new PolicyTemplate(field), resolver));
        field.clear();
        rest = rest.substring(colon + 1);
        colon = fields.size() < limit - 1 ? rest.indexOf(':') : NOWHERE;
      }
      if (part instanceof Part.Literal) {
        addLiteral(field, rest);
      } else {
        field.add(part);
      }
    }
    fields.add(of(new PolicyTemplate(field), resolver));
    return fields;
  }

  private static void addLiteral(List<Part> field, String text) {
    if (!text.isEmpty()) {
      field.add(new Part.Literal(text));
    }
  }

  /** Compares the templates; the facts about keys are the same for all of one catalogue. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CompiledTemplate that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
