package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.engine.match.OneValue;
import io.kmspolicy.engine.value.ArnValues;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.IpRange;
import io.kmspolicy.engine.value.Template;
import io.kmspolicy.engine.value.Variables;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.ConditionTest;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A test of one value, prepared once, so that the common ones decide without allocation. */
abstract class ValueTest implements OneValue {

  abstract int cost();

  /**
   * Whether a test of an unknown key surely can turn out either way; false where that is not plain
   * to see.
   *
   * @param type the type of the key, whose values are well-formed; empty if it is not known
   * @param ifExists whether the absence of the key passes
   */
  boolean divides(Optional<ValueType> type, boolean ifExists) {
    return false;
  }

  private static boolean mayBe(ValueType wanted, Optional<ValueType> type) {
    return type.isEmpty() || type.get() == wanted || type.get() == ValueType.STRING;
  }

  static ValueTest of(ConditionTest test, boolean hasVariables, ConditionMatchers matchers) {
    Optional<ValueTest> prepared =
        switch (test.operator().comparison().family()) {
          case STRING -> texts(test, hasVariables, matchers.variables());
          case ARN -> arns(test, hasVariables);
          case BOOL -> booleans(test, hasVariables);
          case IP_ADDRESS -> Optional.of(new Addresses(test));
          case NUMERIC, DATE, BINARY, NULL -> Optional.empty();
        };
    return prepared.orElseGet(() -> new General(test, hasVariables, matchers));
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
    boolean special =
        test.values().stream().anyMatch(value -> value.text().matches("\\**|.*\\$\\{.*"));
    List<TextMatch> joined = TextMatch.OneOf.of(matches).map(List::of).orElse(matches);
    return Optional.of(new Texts(joined.toArray(new TextMatch[0]), comparison.negated(), !special));
  }

  private static Optional<ValueTest> arns(ConditionTest test, boolean hasVariables) {
    Comparison comparison = test.operator().comparison();
    List<ArnValues> patterns = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      Template template = ConditionMatcher.template(comparison, value.text(), hasVariables);
      if (template.hasVariables()) {
        return Optional.empty();
      }
      patterns.add(new ArnValues(Glob.of(template)));
    }
    return Optional.of(new Arns(patterns.toArray(new ArnValues[0]), comparison.negated()));
  }

  private static Optional<ValueTest> booleans(ConditionTest test, boolean hasVariables) {
    Set<Boolean> wanted = new HashSet<>();
    for (ConditionValue value : test.values()) {
      Template template = ConditionMatcher.template(Comparison.BOOL, value.text(), hasVariables);
      if (template.hasVariables()) {
        return Optional.empty();
      }
      for (boolean one : new boolean[] {true, false}) {
        if (Glob.of(template).matchesIgnoreCase(Boolean.toString(one))) {
          wanted.add(one);
        }
      }
    }
    return Optional.of(new Booleans(wanted.contains(true), wanted.contains(false)));
  }

  /** Texts and patterns, the values of variables looked up while matching. */
  static final class Texts extends ValueTest {

    private final TextMatch[] matches;
    private final boolean negated;
    private final boolean divides;

    /**
     * Texts of which one must match.
     *
     * @param divides whether some text surely matches and another does not
     */
    Texts(TextMatch[] matches, boolean negated, boolean divides) {
      this.matches = matches;
      this.negated = negated;
      this.divides = divides;
    }

    /** The text, if there is one only and no pattern; null otherwise. */
    @Nullable String single() {
      return matches.length == 1 && matches[0] instanceof TextMatch.Equal equal
          ? equal.text()
          : null;
    }

    @Override
    boolean divides(Optional<ValueType> type, boolean ifExists) {
      return divides && mayBe(ValueType.STRING, type);
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      MatchResult result = MatchResult.NO_MATCH;
      for (TextMatch match : matches) {
        MatchResult one =
            match instanceof TextMatch.Equal equal
                ? equal.test(value, context)
                : match.test(value, context);
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

  /** True and false, in any letter case. */
  private static final class Booleans extends ValueTest {

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

    /** More than one text: most requests pass, so that it seldom spares another test. */
    @Override
    int cost() {
      return 8;
    }
  }

  /** Ranges of addresses. A plain IPv4 address is compared as a number. */
  private static final class Addresses extends ValueTest {

    private final AddressMatch[] v4;
    private final List<Optional<IpRange>> ranges;
    private final MatchResult otherwise;
    private final MatchResult unreadable;
    private final boolean negated;

    Addresses(ConditionTest test) {
      this.negated = test.operator().comparison().negated();
      this.unreadable = negated ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH; // rule 3.17
      this.ranges = test.values().stream().map(value -> IpRange.parse(value.text())).toList();
      this.v4 =
          ranges.stream()
              .flatMap(Optional::stream)
              .filter(range -> range.width() == 32)
              .map(AddressMatch::new)
              .toArray(AddressMatch[]::new);
      this.otherwise =
          ranges.stream()
              .map(range -> range.map(IpRange::containsForeignV4).orElse(unreadable))
              .reduce(MatchResult.NO_MATCH, MatchResult::or);
    }

    /** An address in a range, and the absence of the key. */
    @Override
    boolean divides(Optional<ValueType> type, boolean ifExists) {
      return (negated || !ifExists)
          && ranges.stream().allMatch(Optional::isPresent)
          && mayBe(ValueType.IP_ADDRESS, type);
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      long address = AddressMatch.parse(value);
      MatchResult result = address < 0 ? slowly(value) : find(address);
      return negated ? result.not() : result;
    }

    private MatchResult find(long address) {
      for (AddressMatch range : v4) {
        if (range.contains(address)) {
          return MatchResult.MATCH;
        }
      }
      return otherwise;
    }

    /** Any other spelling of an address, and IPv6. */
    private MatchResult slowly(String value) {
      Optional<IpRange> address = IpRange.parseAddress(value);
      MatchResult result = MatchResult.NO_MATCH;
      for (Optional<IpRange> range : ranges) {
        result =
            result.or(
                range.isPresent() && address.isPresent()
                    ? range.get().contains(address.get())
                    : unreadable);
      }
      return result;
    }

    @Override
    int cost() {
      return 15 + ranges.size();
    }
  }

  /** ARNs without variables, each pattern cut into its fields once. */
  private static final class Arns extends ValueTest {

    private final ArnValues[] patterns;
    private final MatchResult unreadable;
    private final boolean negated;

    Arns(ArnValues[] patterns, boolean negated) {
      this.patterns = patterns;
      this.unreadable = negated ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH; // rule 3.17
      this.negated = negated;
    }

    @Override
    public MatchResult test(String value, ConditionContext context) {
      MatchResult result = MatchResult.NO_MATCH;
      for (ArnValues pattern : patterns) {
        result = result.or(pattern.like(value, unreadable));
      }
      return negated ? result.not() : result;
    }

    @Override
    int cost() {
      return 15 + 5 * patterns.length;
    }
  }

  /** Everything else, as the {@link ConditionMatcher} does it. */
  private static final class General extends ValueTest {

    private final ConditionTest test;
    private final boolean hasVariables;
    private final ConditionMatcher matcher;

    General(ConditionTest test, boolean hasVariables, ConditionMatchers matchers) {
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
  }
}
