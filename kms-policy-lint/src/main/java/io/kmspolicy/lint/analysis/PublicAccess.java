package io.kmspolicy.lint.analysis;

import io.kmspolicy.model.request.MatchResult;

/**
 * Decides whether the condition of a statement lets in callers whose account and organization no
 * policy names.
 */
public interface PublicAccess {

  /**
   * Whether a caller of a foreign account satisfies the condition: certainly, possibly, or never.
   */
  MatchResult of(StatementView view);

  /** Decides by representative callers. */
  static PublicAccess bySamples() {
    return Strangers::result;
  }
}
