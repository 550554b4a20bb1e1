package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A resource element with policy variables, specialized for one resource: only the patterns that
 * some context can decide remain. Equal elements for the same resource have equal formulas, so the
 * rows of roles with such policies are shared.
 */
final class ResourceFormula extends Formula.Atom {

  /** Reading the variables twice, and comparing the texts. */
  private static final long STEPS_OF_A_TEST = 4;

  private final MatchResult settled;
  private final ResourceAtom[] tests;
  private final boolean isNegated;
  private final boolean isOpenInKeyPolicies;
  private final List<String> keys;
  private final @Nullable String comparedText;
  private final int hash;

  /**
   * A formula over some tests.
   *
   * @param settled the match of the other patterns of the element
   * @param isNegated whether the element is {@code NotResource}
   * @param isOpenInKeyPolicies whether a key policy reads keys that it does not support (rule 5.17)
   */
  ResourceFormula(
      MatchResult settled,
      List<ResourceAtom> tests,
      boolean isNegated,
      boolean isOpenInKeyPolicies) {
    this.settled = settled;
    this.tests = tests.toArray(new ResourceAtom[0]);
    this.isNegated = isNegated;
    this.isOpenInKeyPolicies = isOpenInKeyPolicies;
    Set<String> read = new LinkedHashSet<>();
    tests.forEach(test -> read.addAll(test.keys()));
    this.keys = List.copyOf(read);
    boolean isOneTest =
        settled == MatchResult.NO_MATCH && tests.size() == 1 && !isNegated && !isOpenInKeyPolicies;
    this.comparedText = isOneTest ? tests.get(0).comparedText() : null;
    this.hash = 31 * tests.hashCode() + settled.hashCode();
  }

  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    StepCounter.spend(context, STEPS_OF_A_TEST * tests.length);
    MatchResult match = match(context, false);
    return isOpenInKeyPolicies ? match.underBoth(match(context, true)) : match;
  }

  private MatchResult match(ConditionContext context, boolean narrow) {
    MatchResult match = settled;
    for (ResourceAtom test : tests) {
      match = match.or(test.match(context, narrow));
      if (match == MatchResult.MATCH) {
        break;
      }
    }
    return isNegated ? match.not() : match;
  }

  @Override
  public @Nullable String comparedText() {
    return comparedText;
  }

  @Override
  public int cost() {
    return comparedText == null ? 60 : 7;
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourceFormula that
        && hash == that.hash
        && settled == that.settled
        && isNegated == that.isNegated
        && isOpenInKeyPolicies == that.isOpenInKeyPolicies
        && Arrays.equals(tests, that.tests);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.stream(tests)
        .map(ResourceAtom::text)
        .collect(Collectors.joining("|", "resource ", ""));
  }
}
