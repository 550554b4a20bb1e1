package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.CheckDecision.Asked;
import io.kmspolicy.model.KmsResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Remembers for a while that this client changed what decides: grants, key policies, aliases, tags.
 * What is held of them here may be from before, and KMS itself takes up to minutes to follow.
 */
final class RecentChanges {

  private static final Set<String> CHANGING =
      Set.of(
          "CreateAlias",
          "CreateGrant",
          "CreateKey",
          "DeleteAlias",
          "PutKeyPolicy",
          "ReplicateKey",
          "RetireGrant",
          "RevokeGrant",
          "TagResource",
          "UntagResource",
          "UpdateAlias",
          "UpdatePrimaryRegion");

  private static final int MOST_KEYS = 10_000;

  /** Stands for every key: the change was to one that is not known. */
  private static final KmsResource ANY = new KmsResource.Any();

  private final long windowNanos;
  private final LongSupplier ticker;
  private final Map<KmsResource, Long> changed = new ConcurrentHashMap<>();

  RecentChanges(Duration window, LongSupplier ticker) {
    this.windowNanos = window.toNanos();
    this.ticker = ticker;
  }

  static boolean isChange(String operation) {
    return CHANGING.contains(operation);
  }

  /** A change was made, or may have been. */
  void made(CallDecision call) {
    long now = ticker.getAsLong();
    changed.values().removeIf(time -> now - time >= windowNanos);
    boolean known = !call.checks().isEmpty() && changed.size() < MOST_KEYS;
    for (CheckDecision check : call.checks()) {
      if (check instanceof Asked asked && asked.request().resource() instanceof KmsResource.Key) {
        changed.put(asked.request().resource(), now);
      } else if (!isOnAlias(check)) {
        known = false;
      }
    }
    if (!known) {
      changed.put(ANY, now);
    }
  }

  private static boolean isOnAlias(CheckDecision check) {
    return check instanceof Asked asked && asked.request().resource() instanceof KmsResource.Alias;
  }

  /** Whether a change may bear on one of these checks. */
  boolean bearOn(List<CheckDecision> checks) {
    if (changed.isEmpty()) {
      return false;
    }
    long now = ticker.getAsLong();
    if (isRecent(ANY, now)) {
      return true;
    }
    for (CheckDecision check : checks) {
      if (!(check instanceof Asked asked) || isRecent(asked.request().resource(), now)) {
        return true;
      }
      if (!(asked.request().resource() instanceof KmsResource.Key)) {
        return changed.values().stream().anyMatch(time -> now - time < windowNanos);
      }
    }
    return false;
  }

  private boolean isRecent(KmsResource resource, long now) {
    Long time = changed.get(resource);
    return time != null && now - time < windowNanos;
  }
}
