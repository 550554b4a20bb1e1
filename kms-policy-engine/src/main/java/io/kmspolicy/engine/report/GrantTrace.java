package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.request.MatchResult;

/**
 * Whether one grant covers a request, and why.
 *
 * @param grant the grant
 * @param result whether it does
 * @param why the part that settles it, or that is open
 */
public record GrantTrace(Grant grant, MatchResult result, ElementTrace why) {

  /** The grant's id, or its name, or a word for a grant without either. */
  public String id() {
    if (!grant.grantId().isEmpty()) {
      return grant.grantId();
    }
    return grant.name().isEmpty() ? "(unnamed)" : grant.name();
  }
}
