package io.kmspolicy.replay;

import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.judge.StatedNone;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a replay takes for granted, and which events it judges.
 *
 * @param stated the values of condition keys that a trail does not record
 * @param none the layers that are none where the policies leave them unknown
 * @param inferServices whether to infer a service that the trail hides from the encryption context
 * @param history whether key policies and grants are those that the trail records, as of each event
 * @param since judges events from this time on
 * @param until judges events before this time
 * @param account judges events of callers of this account only
 */
public record ReplayOptions(
    RequestContext stated,
    StatedNone none,
    boolean inferServices,
    boolean history,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> account) {

  /** States nothing, infers nothing, and judges every event. */
  public static ReplayOptions defaults() {
    return new ReplayOptions(
        RequestContext.empty(),
        new StatedNone(Set.of()),
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
