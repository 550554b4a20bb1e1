package io.kmspolicy.engine.report;

import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * What the grants on a key say of a request.
 *
 * @param kind what is known of them
 * @param reason why no grant can allow the request; empty if one could
 * @param result whether they allow it
 * @param grants the grants one by one
 */
public record GrantsTrace(
    LayerTrace.Kind kind, RedactableText reason, MatchResult result, List<GrantTrace> grants) {

  public GrantsTrace {
    grants = List.copyOf(grants);
  }

  /** The grants with this result. */
  public List<GrantTrace> grants(MatchResult wanted) {
    return grants.stream().filter(grant -> grant.result() == wanted).toList();
  }
}
