package io.kmspolicy.engine.table;

import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.model.request.MatchResult;

/**
 * Three-valued results for all actions of the catalogue at once, as two bit sets with one bit per
 * action.
 *
 * @param certain the actions whose result is a match
 * @param possible the actions whose result is a match or indeterminate; a superset of {@code
 *     certain}
 */
public record ActionBits(long certain, long possible) {

  public static final ActionBits ALL = new ActionBits(-1L, -1L);
  public static final ActionBits PERHAPS = new ActionBits(0L, -1L);
  public static final ActionBits NONE = new ActionBits(0L, 0L);

  public static final Logic<ActionBits> LOGIC =
      new Logic<>() {
        @Override
        public ActionBits constant(MatchResult result) {
          return switch (result) {
            case MATCH -> ALL;
            case INDETERMINATE -> PERHAPS;
            case NO_MATCH -> NONE;
          };
        }

        @Override
        public ActionBits and(ActionBits left, ActionBits right) {
          return new ActionBits(left.certain & right.certain, left.possible & right.possible);
        }

        @Override
        public ActionBits or(ActionBits left, ActionBits right) {
          return new ActionBits(left.certain | right.certain, left.possible | right.possible);
        }
      };

  public MatchResult get(int action) {
    long bit = 1L << action;
    if ((certain & bit) != 0) {
      return MatchResult.MATCH;
    }
    return (possible & bit) != 0 ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }
}
