package io.kmspolicy.engine;

/**
 * A partial result for all actions of the catalogue at once, one bit an action.
 *
 * @param certain the actions for which it holds
 * @param possible the actions for which it may hold; the certain ones among them
 */
record ActionSet(long certain, long possible) {

  static final ActionSet ALL = new ActionSet(-1L, -1L);
  static final ActionSet PERHAPS = new ActionSet(0L, -1L);
  static final ActionSet NONE = new ActionSet(0L, 0L);

  static final Logic<ActionSet> LOGIC =
      new Logic<>() {
        @Override
        public ActionSet constant(MatchResult result) {
          return switch (result) {
            case MATCH -> ALL;
            case INDETERMINATE -> PERHAPS;
            case NO_MATCH -> NONE;
          };
        }

        @Override
        public ActionSet and(ActionSet one, ActionSet two) {
          return new ActionSet(one.certain & two.certain, one.possible & two.possible);
        }

        @Override
        public ActionSet or(ActionSet one, ActionSet two) {
          return new ActionSet(one.certain | two.certain, one.possible | two.possible);
        }
      };

  /** The result for one action. */
  MatchResult get(int action) {
    long bit = 1L << action;
    if ((certain & bit) != 0) {
      return MatchResult.MATCH;
    }
    return (possible & bit) != 0 ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }
}
