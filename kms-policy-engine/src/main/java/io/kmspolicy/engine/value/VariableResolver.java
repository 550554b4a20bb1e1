package io.kmspolicy.engine.value;

import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.function.Function;

/** Replaces policy variables by their values in a request (rules 2.10-2.13, 6.10). */
public final class VariableResolver {

  /** The result of resolving a template. */
  public sealed interface Resolved {
    /** Every variable has a value. */
    record Value(Glob glob) implements Resolved {}

    /** A variable has no value, so the template matches no value (rule 2.12). */
    record NoValue() implements Resolved {}

    /**
     * A variable's value is not known.
     *
     * @param widest a pattern that matches every possible result: {@code *} in place of each
     *     unknown variable
     * @param perhapsUnset whether a variable may have no value
     */
    record Unknown(Glob widest, boolean perhapsUnset) implements Resolved {}

    /**
     * A default has wildcards, and it is not documented whether they are characters (rule 2.11).
     *
     * @param text the pattern with these characters
     * @param pattern the pattern with these wildcards
     */
    record Default(Glob text, Glob pattern) implements Resolved {}

    /**
     * It is not documented which of some patterns the template stands for, or whether a variable
     * has no value (rules 2.11, 3.2).
     *
     * @param several whether a key has several values, so that it is not documented what a negated
     *     operator makes of the template (rule 2.12)
     */
    record OneOf(List<Glob> patterns, boolean several) implements Resolved {

      public OneOf {
        patterns = List.copyOf(patterns);
      }
    }

    /** The patterns for which the template may stand. */
    default List<Glob> globs() {
      if (this instanceof Value value) {
        return List.of(value.glob());
      }
      if (this instanceof Unknown unknown) {
        return List.of(unknown.widest());
      }
      if (this instanceof Default open) {
        return List.of(open.text(), open.pattern());
      }
      return this instanceof OneOf open ? open.patterns() : List.of();
    }

    /** Whether a variable has no value, or may have none. */
    default boolean mayBeUnset() {
      return this instanceof NoValue
          || this instanceof OneOf
          || (this instanceof Unknown unknown && unknown.perhapsUnset());
    }

    /**
     * The match of a text with the template.
     *
     * @param match the match of the text with a pattern
     * @param ofSeveral the result if a key has several values
     */
    default MatchResult match(Function<Glob, MatchResult> match, MatchResult ofSeveral) {
      if (this instanceof Value value) {
        return match.apply(value.glob());
      }
      if (this instanceof Default open) {
        return match.apply(open.text()).underBoth(match.apply(open.pattern()));
      }
      MatchResult some = MatchResult.NO_MATCH;
      for (Glob glob : globs()) {
        some = some.or(match.apply(glob));
      }
      MatchResult perhaps = some.and(MatchResult.INDETERMINATE);
      return this instanceof OneOf open && open.several() ? perhaps.or(ofSeveral) : perhaps;
    }
  }

  private static final String VALID_TO = "kms:validto";

  private final KmsCatalogue catalogue;

  public VariableResolver(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  public Resolved resolve(PolicyTemplate template, ConditionContext context) {
    return new TemplateResolution(this, context, false).of(template);
  }

  /**
   * As {@link #resolve(PolicyTemplate, ConditionContext)}.
   *
   * @param narrow whether the keys that key policies do not support are absent (rule 5.17)
   */
  Resolved resolve(PolicyTemplate template, ConditionContext context, boolean narrow) {
    return new TemplateResolution(this, context, narrow).of(template);
  }

  /**
   * Whether a key holds an instant whose text AWS does not document (rule 3.12).
   *
   * @param key the key in lower case
   */
  public static boolean hasOpenText(String key) {
    return key.equals(VALID_TO);
  }

  /** Whether every text can be a value of a condition key, as far as the catalogue tells. */
  boolean isString(String key) {
    return catalogue.conditionKey(key).map(facts -> facts.type() == ValueType.STRING).orElse(true);
  }

  /** Whether key policies support a condition key (rule 5.17). */
  public boolean worksInKeyPolicies(String key) {
    return catalogue.conditionKey(key).map(ConditionKeyFacts::inKeyPolicies).orElse(true);
  }

  /** Whether key policies do not support one of these keys (rule 5.17). */
  public boolean anyFailsInKeyPolicies(List<String> keys) {
    for (String key : keys) {
      if (!worksInKeyPolicies(key)) {
        return true;
      }
    }
    return false;
  }

  public boolean isMultivalued(String key) {
    return catalogue.conditionKey(key).filter(ConditionKeyFacts::multivalued).isPresent();
  }
}
