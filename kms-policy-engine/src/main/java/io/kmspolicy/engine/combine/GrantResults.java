package io.kmspolicy.engine.combine;

import io.kmspolicy.model.request.MatchResult;

/** Receives the results of the grants that the caller may be able to use (rules 5.6, 5.9). */
@FunctionalInterface
public interface GrantResults {

  /**
   * Called once for each grant of a group, in their order.
   *
   * @param position the position of the grant in its group
   * @param covered whether the operations and constraints of the grant cover the request
   */
  void add(GrantGroups.Group group, int position, MatchResult covered);
}
