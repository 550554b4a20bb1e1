package io.kmspolicy.engine.diagram;

import io.kmspolicy.model.request.MatchResult;

/** The results of tests as numbers, in the order of Kleene's three-valued logic. */
final class ResultCode {

  /** The number of results. */
  static final int COUNT = 3;

  static final int NO_MATCH = 0;
  static final int INDETERMINATE = 1;
  static final int MATCH = 2;

  private ResultCode() {}

  static int of(MatchResult result) {
    return switch (result) {
      case NO_MATCH -> NO_MATCH;
      case INDETERMINATE -> INDETERMINATE;
      case MATCH -> MATCH;
    };
  }

  static MatchResult result(int code) {
    return switch (code) {
      case NO_MATCH -> MatchResult.NO_MATCH;
      case INDETERMINATE -> MatchResult.INDETERMINATE;
      default -> MatchResult.MATCH;
    };
  }
}
