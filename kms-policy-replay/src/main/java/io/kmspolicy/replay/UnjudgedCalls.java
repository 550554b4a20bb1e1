package io.kmspolicy.replay;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.spi.PolicySource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which calls that are not judged proposed policies may break. They cannot break a call that
 * an AWS service makes for itself on a key whose layers are all the same. Not thread-safe.
 */
final class UnjudgedCalls {

  private static final int MAX_KEYS = 10_000;
  private static final Caller ANYBODY = new Caller.RootUser("aws", "000000000000");

  private final EventMapper mapper;
  private final SharedPolicies policies;

  /** Emptied when it is full. */
  private final Map<KmsResource.Key, Boolean> unchanged = new HashMap<>();

  /** Tells it of these policies. */
  UnjudgedCalls(EventMapper mapper, SharedPolicies policies) {
    this.mapper = mapper;
    this.policies = policies;
  }

  /**
   * Whether AWS may have allowed an event, and the proposed policies may not. Without proposed
   * policies, whether AWS may have allowed it.
   */
  boolean mayBreak(TrailEvent event) {
    return event.isLogged()
        || (event.isCall()
            && UncertainEvents.mayBeAllowed(mapper.answerIn(event))
            && !isOnUnchangedKeys(event));
  }

  private boolean isOnUnchangedKeys(TrailEvent event) {
    if (policies.proposedSource().isEmpty()
        || policies.history().isPresent()
        || !UncertainEvents.SERVICE.equals(event.identity().get("type"))) {
      return false;
    }
    PolicySource proposed = policies.proposedSource().get();
    List<KmsResource.Key> keys = mapper.keys(event);
    List<String> onKeys = mapper.actionsOnKeys(event);
    return !keys.isEmpty()
        && keys.size() >= onKeys.size()
        && onKeys.containsAll(mapper.actions(event))
        && keys.stream().allMatch(key -> isUnchanged(key, proposed));
  }

  private boolean isUnchanged(KmsResource.Key key, PolicySource proposed) {
    if (unchanged.size() >= MAX_KEYS) {
      unchanged.clear();
    }
    return unchanged.computeIfAbsent(
        key,
        first -> {
          KeyPolicies before = policies.current().source().key(first, ANYBODY);
          return before.key() instanceof PolicyLayer.Attached
              && before.equals(proposed.key(first, ANYBODY));
        });
  }
}
