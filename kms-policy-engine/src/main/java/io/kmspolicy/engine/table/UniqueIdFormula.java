package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * A test whether a principal element matches the caller in one form, which depends on the caller's
 * unique id in the context (rule 1.8).
 */
public final class UniqueIdFormula extends Formula.Atom {

  private static final List<String> KEYS = List.of(ConditionContext.name(PrincipalMatcher.USER_ID));

  private final PrincipalMatcher matcher;
  private final List<String> uniqueIds;
  private final MatchResult ifOther;
  private final MatchResult ifOpen;
  private final MatchResult ifSame;

  private UniqueIdFormula(
      PrincipalMatcher matcher,
      List<String> uniqueIds,
      MatchResult ifOther,
      MatchResult ifOpen,
      MatchResult ifSame) {
    this.matcher = matcher;
    this.uniqueIds = uniqueIds;
    this.ifOther = ifOther;
    this.ifOpen = ifOpen;
    this.ifSame = ifSame;
  }

  /**
   * The formula of one form.
   *
   * @param uniqueIds the possible ids of the caller
   * @param ifOther the result if the caller has none of them
   * @param ifOpen the result if the caller's id is unknown
   * @param ifSame the result if the caller has one of them
   */
  public static Formula of(
      PrincipalMatcher matcher,
      List<String> uniqueIds,
      MatchResult ifOther,
      MatchResult ifOpen,
      MatchResult ifSame) {
    return ifOther == ifOpen && ifOpen == ifSame
        ? Constant.of(ifOpen)
        : new UniqueIdFormula(matcher, List.copyOf(uniqueIds), ifOther, ifOpen, ifSame);
  }

  public List<String> uniqueIds() {
    return uniqueIds;
  }

  /** Whether the caller's id alone decides: it holds for one of the ids only, or for all others. */
  public boolean isDecidedById() {
    return ifOther != MatchResult.INDETERMINATE && ifSame == ifOther.not();
  }

  /** Whether the test holds if the caller has one of the ids. */
  public boolean holdsIfSame() {
    return ifSame.isMatch();
  }

  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    return switch (matcher.isIdentifiedBy(uniqueIds, context)) {
      case NO_MATCH -> ifOther;
      case INDETERMINATE -> ifOpen;
      case MATCH -> ifSame;
    };
  }

  @Override
  public int cost() {
    return 10 + 5 * uniqueIds.size();
  }

  @Override
  public List<String> keys() {
    return KEYS;
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  /**
   * Compares callers only by kind, which determines the possible ids, so that equal formulas can be
   * shared.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof UniqueIdFormula that
        && uniqueIds.equals(that.uniqueIds)
        && ifOther == that.ifOther
        && ifOpen == that.ifOpen
        && ifSame == that.ifSame;
  }

  @Override
  public int hashCode() {
    return uniqueIds.hashCode();
  }

  @Override
  public String toString() {
    return "caller is one of " + uniqueIds;
  }
}
