package io.kmspolicy.engine;

import io.kmspolicy.model.Comparison;
import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.ConditionTest;
import io.kmspolicy.model.ConditionValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether one value of a request passes a condition test: matches some policy value, or none. */
abstract class ValueTest {

  abstract MatchResult test(String value, ConditionContext context);

  abstract int cost();

  static ValueTest of(ConditionTest test, boolean hasVariables, ConditionMatchers matchers) {
    Comparison comparison = test.operator().comparison();
    Optional<ValueTest> fast = Optional.empty();
    if (comparison.family() == Comparison.Family.STRING) {
      fast = texts(test, hasVariables, matchers.variables());
    } else if (comparison.family() == Comparison.Family.IP_ADDRESS) {
      fast = addresses(test);
    }
    return fast.orElseGet(() -> new General(test, hasVariables, matchers));
  }

  private static Optional<ValueTest> texts(
      ConditionTest test, boolean hasVariables, Variables variables) {
    Comparison comparison = test.operator().comparison();
    boolean ignoreCase =
        comparison == Comparison.STRING_EQUALS_IGNORE_CASE
            || comparison == Comparison.STRING_NOT_EQUALS_IGNORE_CASE;
    List<TextMatch> matches = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      Template template = ConditionMatcher.template(comparison, value.text(), hasVariables);
      Optional<TextMatch> match = TextMatch.of(template, ignoreCase, variables);
      if (match.isEmpty()) {
        return Optional.empty();
      }
      matches.add(match.get());
    }
    return Optional.of(new Texts(matches.toArray(new TextMatch[0]), comparison.negated()));
  }

  private static Optional<ValueTest> addresses(ConditionTest test) {
    List<AddressMatch> matches = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      Optional<IpRange> range = IpRange.parse(value.text());
      if (range.isEmpty() || range.get().width() != 32) {
        return Optional.empty();
      }
      matches.add(new AddressMatch(range.get()));
    }
    return Optional.of(new Addresses(matches.toArray(new AddressMatch[0]), test));
  }

  /** Texts and patterns, the values of variables looked up while matching. */
  private static final class Texts extends ValueTest {

    private final TextMatch[] matches;
    private final boolean negated;

    Texts(TextMatch[] matches, boolean negated) {
      this.matches = matches;
      this.negated = negated;
    }

    @Override
    MatchResult test(String value, ConditionContext context) {
      MatchResult result = MatchResult.NO_MATCH;
      for (TextMatch match : matches) {
        MatchResult one = match.test(value, context);
        if (one == MatchResult.MATCH) {
          result = one;
          break;
        }
        result = result.or(one);
      }
      return negated ? result.not() : result;
    }

    @Override
    int cost() {
      return 5 + 2 * matches.length;
    }
  }

  /** IPv4 ranges; any other spelling of the request's address is left to the general way. */
  private static final class Addresses extends ValueTest {

    private final AddressMatch[] ranges;
    private final ConditionTest test;

    Addresses(AddressMatch[] ranges, ConditionTest test) {
      this.ranges = ranges;
      this.test = test;
    }

    @Override
    MatchResult test(String value, ConditionContext context) {
      long address = AddressMatch.parse(value);
      if (address < 0) {
        return slowly(value);
      }
      boolean negated = test.operator().comparison().negated();
      for (AddressMatch range : ranges) {
        if (range.contains(address)) {
          return MatchResult.of(!negated);
        }
      }
      return MatchResult.of(negated);
    }

    private MatchResult slowly(String value) {
      Comparison comparison = test.operator().comparison();
      MatchResult unreadable =
          comparison.negated() ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
      MatchResult result = MatchResult.NO_MATCH;
      for (ConditionValue range : test.values()) {
        result = result.or(IpRange.contains(range.text(), value, unreadable));
      }
      return comparison.negated() ? result.not() : result;
    }

    @Override
    int cost() {
      return 15 + ranges.length;
    }
  }

  /** Everything else. */
  private static final class General extends ValueTest {

    private final ConditionTest test;
    private final boolean hasVariables;
    private final ConditionMatchers matchers;

    General(ConditionTest test, boolean hasVariables, ConditionMatchers matchers) {
      this.test = test;
      this.hasVariables = hasVariables;
      this.matchers = matchers;
    }

    @Override
    MatchResult test(String value, ConditionContext context) {
      return matchers.reading(MatchResult.INDETERMINATE).passes(test, hasVariables, value, context);
    }

    @Override
    int cost() {
      return 50;
    }
  }
}
