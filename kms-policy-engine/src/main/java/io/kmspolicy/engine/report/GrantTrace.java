package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.request.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one grant: whether it covers the request, and why. A key can have 50,000 grants, of
 * which few are ever read about, so the text is made when it is asked for. Thread-safe; compared by
 * identity.
 */
public final class GrantTrace {

  private final Grant grant;
  private final MatchResult named;
  private final MatchResult result;
  private final GrantText text;
  private @Nullable ElementTrace why; // Two threads may both make it: it is immutable.

  GrantTrace(Grant grant, MatchResult named, MatchResult result, GrantText text) {
    this.grant = grant;
    this.named = named;
    this.result = result;
    this.text = text;
  }

  public Grant grant() {
    return grant;
  }

  /** Whether the grant covers the request. */
  public MatchResult result() {
    return result;
  }

  /** The part that decides the result or leaves it open. */
  public ElementTrace why() {
    ElementTrace known = why;
    if (known == null) {
      known = text.describe(grant, named, result);
      why = known;
    }
    return known;
  }

  /** The grant's id, else its name, else a placeholder. */
  public String id() {
    if (!grant.grantId().isEmpty()) {
      return grant.grantId();
    }
    return grant.name().isEmpty() ? "(unnamed)" : grant.name();
  }
}
