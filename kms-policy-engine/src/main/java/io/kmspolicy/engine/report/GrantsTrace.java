package io.kmspolicy.engine.report;

import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * The trace of the grants on a key.
 *
 * @param kind whether the grants apply and are known
 * @param reason why no grant can allow the request; empty if a grant could
 * @param result whether the grants allow the request
 * @param grants the traces of the single grants
 */
public record GrantsTrace(
    LayerTrace.Kind kind, RedactableText reason, MatchResult result, List<GrantTrace> grants) {

  public GrantsTrace {
    grants = List.copyOf(grants);
  }

  public List<GrantTrace> grants(MatchResult result) {
    return grants.stream().filter(grant -> grant.result() == result).toList();
  }
}
