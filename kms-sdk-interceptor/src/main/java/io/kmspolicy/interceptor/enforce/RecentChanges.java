package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Asked;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Remembers for a while that this client changed what decides: grants, key policies, aliases, tags.
 * What is held of them here may be from before, and KMS itself takes up to minutes to follow.
 *
 * <p>What was loaded in these minutes may still say what was so before. So when they are over, the
 * source is told to load once more, and nothing is stopped for some seconds longer: until calls
 * that were under way with the old policies are through.
 */
public final class RecentChanges {

  /** The creation of a key is none of them: it bears on no key that there was before. */
  private static final Set<String> CHANGING =
      Set.of(
          "CreateAlias",
          "CreateGrant",
          "DeleteAlias",
          "PutKeyPolicy",
          "ReplicateKey",
          "RetireGrant",
          "RevokeGrant",
          "TagResource",
          "UntagResource",
          "UpdateAlias",
          "UpdatePrimaryRegion");

  private static final int MAX_KEYS = 10_000;
  private static final long LINGER = Duration.ofSeconds(10).toNanos();

  /** Stands for every key: the change was to one that is not known. */
  private static final KmsResource ANY = new KmsResource.Any();

  /**
   * A change.
   *
   * @param nanos when it was made, or when the source was told that it has settled
   * @param settled whether the source was told that
   */
  private record Change(long nanos, boolean settled) {}

  private final long windowNanos;
  private final LongSupplier ticker;
  private final Consumer<KmsResource> settled;
  private final Map<KmsResource, Change> changes = new ConcurrentHashMap<>();

  /**
   * Makes a memory of changes.
   *
   * @param window for how long a change counts; not at all if it is zero
   * @param settled told of a resource when the window is over
   */
  public RecentChanges(Duration window, LongSupplier ticker, Consumer<KmsResource> settled) {
    this.windowNanos = window.toNanos();
    this.ticker = ticker;
    this.settled = settled;
  }

  public static boolean isChange(String operation) {
    return CHANGING.contains(operation);
  }

  /** A change was made, or may have been. */
  public void made(CallDecision call) {
    long now = ticker.getAsLong();
    forgetOld(now);
    boolean known = !call.checks().isEmpty() && changes.size() < MAX_KEYS;
    for (CheckDecision check : call.checks()) {
      if (check instanceof Asked asked && asked.request().resource() instanceof KmsResource.Key) {
        made(asked.request().resource(), now);
      } else if (!isOnAlias(check)) {
        known = false;
      }
    }
    if (!known) {
      made(ANY, now);
    }
  }

  /** A change was made, or may have been, to something that is not known. */
  public void madeSomewhere() {
    made(ANY, ticker.getAsLong());
  }

  private void made(KmsResource resource, long now) {
    if (windowNanos > 0) {
      changes.put(resource, new Change(now, false));
    }
  }

  private void forgetOld(long now) {
    for (KmsResource resource : changes.keySet()) {
      var unused = isRecent(resource, now);
    }
  }

  private static boolean isOnAlias(CheckDecision check) {
    return check instanceof Asked asked && asked.request().resource() instanceof KmsResource.Alias;
  }

  /** Whether a change may bear on one of these checks. */
  boolean bearOn(List<CheckDecision> checks) {
    if (changes.isEmpty()) {
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
        return isAnyRecent(now);
      }
    }
    return false;
  }

  private boolean isAnyRecent(long now) {
    for (KmsResource resource : changes.keySet()) {
      if (isRecent(resource, now)) {
        return true;
      }
    }
    return false;
  }

  private boolean isRecent(KmsResource resource, long now) {
    Change change = changes.get(resource);
    if (change == null) {
      return false;
    }
    if (now - change.nanos < (change.settled ? LINGER : windowNanos)) {
      return true;
    }
    if (change.settled) {
      changes.remove(resource, change);
      return false;
    }
    settled.accept(resource);
    changes.replace(resource, change, new Change(now, true));
    return true;
  }
}
