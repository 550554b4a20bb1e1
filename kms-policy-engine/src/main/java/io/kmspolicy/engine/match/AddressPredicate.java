package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.AddressRanges;
import io.kmspolicy.engine.value.CidrRange;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;

/**
 * Whether an address passes a test with address ranges (rule 3.15). The ranges are read once, and
 * an address is found by binary search. For tests without policy variables. Immutable.
 */
public final class AddressPredicate implements ValuePredicate {

  private final AddressRanges ranges;
  private final boolean negated;

  /**
   * Reads the ranges of a test.
   *
   * @param test a test with {@code IpAddress} or {@code NotIpAddress}
   */
  public AddressPredicate(Condition test) {
    this.negated = test.operator().comparison().negated();
    this.ranges =
        AddressRanges.of(
            test.values().stream().map(value -> CidrRange.parse(value.text())).toList(),
            negated ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH); // rule 3.17
  }

  /** The ranges of the test. */
  public AddressRanges ranges() {
    return ranges;
  }

  /** Whether an address passes. */
  public MatchResult test(String value) {
    MatchResult result = ranges.contain(value);
    return negated ? result.not() : result;
  }

  @Override
  public MatchResult test(String value, ConditionContext context) {
    return test(value);
  }
}
