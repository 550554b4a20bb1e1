package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The changes that this client made to grants, key policies, aliases and tags in the last minutes.
 * The policies here may be older than a change, and KMS itself takes up to minutes to apply it.
 *
 * <p>Policies that were loaded in these minutes may be old, too. At the end of the window the
 * source is therefore notified to load again, and nothing is stopped for some seconds longer, until
 * the calls that were decided on the old policies have ended. Thread-safe.
 */
public final class RecentChanges {

  /** CreateKey is not among them: it does not affect the keys that exist. */
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

  /** Stands for every key: the changed key is not known. */
  private static final KmsResource ANY = new KmsResource.Any();

  /**
   * A change.
   *
   * @param nanos the time of the change, or the time at which the source was notified of its end
   * @param settled whether the source was notified of its end
   */
  private record Change(long nanos, boolean settled) {}

  private final long windowNanos;
  private final LongSupplier ticker;
  private final Consumer<KmsResource> settled;
  private final Map<KmsResource, Change> changes = new ConcurrentHashMap<>();

  /**
   * Makes an empty record of changes.
   *
   * @param window the time for which a change counts; zero if changes do not count
   * @param settled receives a resource at the end of its window
   */
  public RecentChanges(Duration window, LongSupplier ticker, Consumer<KmsResource> settled) {
    this.windowNanos = window.toNanos();
    this.ticker = ticker;
    this.settled = settled;
  }

  /** Whether an operation changes grants, key policies, aliases or tags. */
  public static boolean isChange(String operation) {
    return CHANGING.contains(operation);
  }

  /** Adds the change of a call, which was made or may have been. */
  public void made(CallDecision call) {
    long now = ticker.getAsLong();
    forgetOld(now);
    boolean known = !call.checks().isEmpty() && changes.size() < MAX_KEYS;
    for (CheckDecision check : call.checks()) {
      if (check instanceof Evaluated evaluated
          && evaluated.request().resource() instanceof KmsResource.Key) {
        made(evaluated.request().resource(), now);
      } else if (!isOnAlias(check)) {
        known = false;
      }
    }
    if (!known) {
      made(ANY, now);
    }
  }

  /**
   * Adds a change, which was made or may have been.
   *
   * @param resource the changed key; {@link KmsResource.Any} if it is not known
   */
  public void made(KmsResource resource) {
    long now = ticker.getAsLong();
    forgetOld(now);
    made(changes.size() < MAX_KEYS ? resource : ANY, now);
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
    return check instanceof Evaluated evaluated
        && evaluated.request().resource() instanceof KmsResource.Alias;
  }

  /** Whether a change may affect one of these checks. */
  boolean bearOn(List<CheckDecision> checks) {
    if (changes.isEmpty()) {
      return false;
    }
    long now = ticker.getAsLong();
    if (isRecent(ANY, now)) {
      return true;
    }
    for (CheckDecision check : checks) {
      if (!(check instanceof Evaluated evaluated)
          || isRecent(evaluated.request().resource(), now)) {
        return true;
      }
      if (!(evaluated.request().resource() instanceof KmsResource.Key)) {
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
