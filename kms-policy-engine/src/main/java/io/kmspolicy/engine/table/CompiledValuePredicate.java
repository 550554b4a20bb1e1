package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.engine.match.ValuePredicate;
import io.kmspolicy.engine.value.AddressRanges;
import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled predicate over one value of a condition key. The predicates of the common operators do
 * not allocate.
 */
abstract class CompiledValuePredicate implements ValuePredicate {

  /** With more comparisons of one value, a predicate counts its steps. */
  private static final int MAX_FEW = 16;

  abstract int cost();

  /** The number of comparisons of one value. */
  abstract int steps();

  /**
   * Whether the test of an unknown key can both hold and fail. A conservative approximation: false
   * if that is not easily seen.
   *
   * @param type the type of the key, whose values are well-formed; empty if the type is not known
   * @param ifExists whether the absence of the key passes
   */
  boolean divides(Optional<ValueType> type, boolean ifExists) {
    return false;
  }

  private static boolean mayBe(ValueType wanted, Optional<ValueType> type) {
    return type.isEmpty() || type.get() == wanted || type.get() == ValueType.STRING;
  }

  static CompiledValuePredicate of(
      Condition test, boolean hasVariables, ConditionMatchers matchers) {
    Optional<CompiledValuePredicate> prepared =
        switch (test.operator().comparison().family()) {
          case STRING -> texts(test, hasVariables, matchers.variables());
          case ARN -> arns(test, hasVariables);
          case BOOL -> booleans(test, hasVariables);
          case IP_ADDRESS -> Optional.of(new Addresses(test));
          case NUMERIC, DATE, BINARY, NULL -> Optional.empty();
        };
    CompiledValuePredicate predicate =
        prepared.orElseGet(() -> new General(test, hasVariables, matchers));
    int steps = predicate.steps();
    return steps > MAX_FEW ? new Many(predicate, steps) : predicate;
  }

  private static Optional<CompiledValuePredicate> texts(
      Condition test, boolean hasVariables, VariableResolver variables) {
    if (ConditionMatcher.comparesOpenText(test)) {
      return Optional.empty();
    }
    Comparison comparison = test.operator().comparison();
    List<CompiledText> matches = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      PolicyTemplate template = ConditionMatcher.template(comparison, value.text(), hasVariables);
      Optional<CompiledText> match = CompiledText.of(template, comparison, variables);
      if (match.isEmpty()) {
        return Optional.empty();
      }
      matches.add(match.get());
    }
    boolean special = false;
    for (ConditionValue value : test.values()) {
      special |= isAnything(value.text()) || PolicyTemplate.mayHaveVariables(value.text());
    }
    List<CompiledText> joined = CompiledText.OneOf.of(matches).map(List::of).orElse(matches);
    return Optional.of(
        new Texts(joined.toArray(new CompiledText[0]), comparison.negated(), !special));
  }

  /** Whether a text has no character but {@code *}. */
  private static boolean isAnything(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '*') {
        return false;
      }
    }
    return true;
  }

  private static Optional<CompiledValuePredicate> arns(Condition test, boolean hasVariables) {
    Comparison comparison = test.operator().comparison();
    List<ArnMatcher> patterns = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      PolicyTemplate template = ConditionMatcher.template(comparison, value.text(), hasVariables);
      if (template.hasVariables()) {
        return Optional.empty();
      }
      patterns.add(new ArnMatcher(Glob.of(template)));
    }
    return Optional.of(new Arns(patterns.toArray(new ArnMatcher[0]), comparison.negated()));
  }

  private static Optional<CompiledValuePredicate> booleans(Condition test, boolean hasVariables) {
    boolean isTrue = false;
    boolean isFalse = false;
    for (ConditionValue value : test.values()) {
      PolicyTemplate template =
          ConditionMatcher.template(Comparison.BOOL, value.text(), hasVariables);
      if (template.hasVariables()) {
        return Optional.empty();
      }
      Glob wanted = Glob.of(template);
      isTrue |= wanted.matchesIgnoreCase("true");
      isFalse |= wanted.matchesIgnoreCase("false");
    }
    return Optional.of(new Booleans(isTrue, isFalse));
  }

  /** Texts and patterns; the values of policy variables are looked up during matching. */
  static final class Texts extends CompiledValuePredicate {

    private final CompiledText[] matches;
    private final boolean negated;
    private final boolean divides;

    /**
     * A predicate that requires a match with one of the texts.
     *
     * @param divides whether some value matches for certain and another does not
     */
    Texts(CompiledText[] matches, boolean negated, boolean divides) {
      this.matches = matches;
      this.negated = negated;
      this.divides = divides;
    }

    /** The text, if this is an equality test with one text; null otherwise. */
    @Nullable String single() {
      return matches.length == 1 && matches[0] instanceof CompiledText.Equal equal
          ? equal.text()
          : null;
    }

    /** The key, if this is an equality test with the value of one variable; null otherwise. */
    @Nullable String comparedKey() {
      return matches.length == 1 ? matches[0].comparedKey() : null;
    }

    /** The texts, if all are compared by equality; empty otherwise. */
    Set<String> literals() {
      Set<String> literals = new LinkedHashSet<>();
      for (CompiledText match : matches) {
        Set<String> texts = match.literals();
        if (texts.isEmpty()) {
          return texts;
        }
        literals.addAll(texts);
      }
      return literals;
    }

    /** At least the number of {@link #literals}: a text that is written twice counts twice. */
    int literalCount() {
      int count = 0;
      for (CompiledText match : matches) {
        int texts = match.literalCount();
        if (texts == 0) {
          return 0;
        }
        count += texts;
      }
      return count;
    }

    @Override
    boolean divides(Optional<ValueType> type, boolean ifExists) {
      return divides && mayBe(ValueType.STRING, type);
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      MatchResult result = MatchResult.NO_MATCH;
      for (CompiledText match : matches) {
        MatchResult matched =
            match instanceof CompiledText.Equal equal
                ? equal.test(value, context)
                : match.test(value, context);
        if (matched == MatchResult.MATCH) {
          result = matched;
          break;
        }
        result = result.or(matched);
      }
      return negated ? result.not() : result;
    }

    @Override
    int cost() {
      return 5 + 2 * matches.length;
    }

    @Override
    int steps() {
      return matches.length;
    }
  }

  /** A predicate with many comparisons, which counts them (rule 6.17). */
  private static final class Many extends CompiledValuePredicate {

    private final CompiledValuePredicate predicate;
    private final int steps;

    Many(CompiledValuePredicate predicate, int steps) {
      this.predicate = predicate;
      this.steps = steps;
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      StepCounter.spend(context, steps * StepCounter.ofText(value));
      return predicate.test(value, context);
    }

    @Override
    boolean divides(Optional<ValueType> type, boolean ifExists) {
      return predicate.divides(type, ifExists);
    }

    @Override
    int cost() {
      return predicate.cost();
    }

    @Override
    int steps() {
      return steps;
    }
  }

  /** Boolean values, in any letter case. */
  private static final class Booleans extends CompiledValuePredicate {

    private final boolean wantsTrue;
    private final boolean wantsFalse;

    Booleans(boolean wantsTrue, boolean wantsFalse) {
      this.wantsTrue = wantsTrue;
      this.wantsFalse = wantsFalse;
    }

    @Override
    boolean divides(Optional<ValueType> type, boolean ifExists) {
      return wantsTrue != wantsFalse && mayBe(ValueType.BOOL, type);
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      if (value.equals("true")) {
        return MatchResult.of(wantsTrue);
      }
      if (value.equals("false")) {
        return MatchResult.of(wantsFalse);
      }
      return MatchResult.of(
          (wantsTrue && value.equalsIgnoreCase("true"))
              || (wantsFalse && value.equalsIgnoreCase("false")));
    }

    /**
     * Higher than for one text: most requests pass this test, so it rarely short-circuits other
     * tests.
     */
    @Override
    int cost() {
      return 8;
    }

    @Override
    int steps() {
      return 1;
    }
  }

  /** Address ranges. A plain IPv4 address is compared as a number. */
  private static final class Addresses extends CompiledValuePredicate {

    private final AddressRanges ranges;
    private final boolean negated;

    Addresses(Condition test) {
      this.ranges = AddressRanges.of(test);
      this.negated = test.operator().comparison().negated();
    }

    /** An address inside a range passes, and the absence of the key fails, or the reverse. */
    @Override
    boolean divides(Optional<ValueType> type, boolean ifExists) {
      return (negated || !ifExists) && ranges.areAllReadable() && mayBe(ValueType.IP_ADDRESS, type);
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      return ranges.passes(value, negated);
    }

    @Override
    int cost() {
      return 15 + ranges.size();
    }

    /** A binary search, whatever the number of ranges. */
    @Override
    int steps() {
      return 1;
    }
  }

  /** ARN patterns without policy variables, each split into its fields once. */
  private static final class Arns extends CompiledValuePredicate {

    private final ArnMatcher[] patterns;
    private final MatchResult unreadable;
    private final boolean negated;

    Arns(ArnMatcher[] patterns, boolean negated) {
      this.patterns = patterns;
      this.unreadable = negated ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH; // rule 3.17
      this.negated = negated;
    }

    /** An ARN that a pattern matches passes, and the absence of the key fails, or the reverse. */
    @Override
    boolean divides(Optional<ValueType> type, boolean ifExists) {
      return (negated || !ifExists)
          && mayBe(ValueType.ARN, type)
          && Arrays.stream(patterns).anyMatch(pattern -> pattern.example().isPresent());
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      MatchResult result = MatchResult.NO_MATCH;
      for (ArnMatcher pattern : patterns) {
        result = result.or(pattern.like(value, unreadable));
      }
      return negated ? result.not() : result;
    }

    @Override
    int cost() {
      return 15 + 5 * patterns.length;
    }

    @Override
    int steps() {
      return 2 * patterns.length;
    }
  }

  /** All other operators, by the {@link ConditionMatcher}. */
  private static final class General extends CompiledValuePredicate {

    private final Condition test;
    private final boolean hasVariables;
    private final ConditionMatcher matcher;

    General(Condition test, boolean hasVariables, ConditionMatchers matchers) {
      this.test = test;
      this.hasVariables = hasVariables;
      this.matcher = matchers.reading(MatchResult.INDETERMINATE);
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      return matcher.passes(test, hasVariables, value, context);
    }

    @Override
    int cost() {
      return 50;
    }

    /** The {@link ConditionMatcher} parses every policy value at each comparison. */
    @Override
    int steps() {
      return 4 * test.values().size();
    }
  }
}
