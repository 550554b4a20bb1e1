package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.request.MatchResult;

/**
 * The trace of one grant: whether it covers the request, and why.
 *
 * @param grant the grant
 * @param result whether the grant covers the request
 * @param why the part that decides the result or leaves it open
 */
public record GrantTrace(Grant grant, MatchResult result, ElementTrace why) {

  /** The grant's id, else its name, else a placeholder. */
  public String id() {
    if (!grant.grantId().isEmpty()) {
      return grant.grantId();
    }
    return grant.name().isEmpty() ? "(unnamed)" : grant.name();
  }
}
