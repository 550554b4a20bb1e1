package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
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
 * the calls that were decided on the old policies have ended.
 *
 * <p>A change counts from the moment at which its call is sent. Asynchronous clients of the SDK do
 * not tell interceptors that a call was cancelled or ran into its time limit, and KMS may have made
 * the change; so a change whose end is not known after the window counts as made. Thread-safe.
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

  /** Each is looked at before a call is stopped. */
  private static final int MAX_SENT = 1_000;

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

  /** A change whose call was sent and has not ended. Compared by identity. */
  public static final class Sent {

    private final Set<KmsResource> keys;
    private final Set<KmsResource> resources;
    private volatile long nanos;
    private volatile boolean repeated;

    private Sent(Set<KmsResource> keys, Set<KmsResource> resources) {
      this.keys = keys;
      this.resources = resources;
    }

    /** Whether the call was sent more than once. */
    public boolean isRepeated() {
      return repeated;
    }
  }

  private final long windowNanos;
  private final LongSupplier ticker;
  private final Consumer<KmsResource> changed;
  private final Consumer<KmsResource> settled;
  private final Map<KmsResource, Change> changes = new ConcurrentHashMap<>();
  private final Set<Sent> sent = ConcurrentHashMap.newKeySet();

  /**
   * Makes an empty record of changes.
   *
   * @param window the time for which a change counts; zero if changes do not count
   * @param changed receives the resources of a change whose end is not known after the window
   * @param settled receives a resource at the end of its window
   */
  public RecentChanges(
      Duration window,
      LongSupplier ticker,
      Consumer<KmsResource> changed,
      Consumer<KmsResource> settled) {
    this.windowNanos = window.toNanos();
    this.ticker = ticker;
    this.changed = changed;
    this.settled = settled;
  }

  /** Whether an operation changes grants, key policies, aliases or tags. */
  public static boolean isChange(String operation) {
    return CHANGING.contains(operation);
  }

  /** The change of a call that is about to be sent; it counts until it has {@link #ended}. */
  public Sent sent(CallDecision call) {
    return counted(new Sent(keys(call), resources(call)));
  }

  /**
   * As {@link #sent(CallDecision)}, for a call that was not decided and changes these resources.
   */
  public Sent sent(Set<KmsResource> resources) {
    return counted(new Sent(resources, resources));
  }

  /** The change of a call that is sent once more. */
  public Sent again(Sent change) {
    change.repeated = true;
    return counted(change);
  }

  private Sent counted(Sent change) {
    change.nanos = ticker.getAsLong();
    if (windowNanos > 0 && !sent.contains(change)) {
      if (sent.size() < MAX_SENT) {
        sent.add(change);
      } else {
        made(ANY);
      }
    }
    return change;
  }

  /** The call of a change has ended: whether it was made, {@link #made} is told. */
  public void ended(Sent change) {
    sent.remove(change);
  }

  /** The resources of a call's checks. */
  public static Set<KmsResource> resources(CallDecision call) {
    Set<KmsResource> resources = new HashSet<>();
    for (CheckDecision check : call.checks()) {
      if (check instanceof Evaluated evaluated) {
        resources.add(evaluated.request().resource());
      }
    }
    return resources;
  }

  /** The keys that a call changes; {@link KmsResource.Any} if not all are known. */
  private static Set<KmsResource> keys(CallDecision call) {
    Set<KmsResource> keys = new HashSet<>();
    boolean known = !call.checks().isEmpty();
    for (CheckDecision check : call.checks()) {
      if (check instanceof Evaluated evaluated
          && evaluated.request().resource() instanceof KmsResource.Key key) {
        keys.add(key);
      } else if (!isOnAlias(check)) {
        known = false;
      }
    }
    if (!known) {
      keys.add(ANY);
    }
    return keys;
  }

  /** Adds the change of a call, which was made or may have been. */
  public void made(CallDecision call) {
    keys(call).forEach(this::made);
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
    takeAsMade(now);
    for (KmsResource resource : changes.keySet()) {
      var unused = isRecent(resource, now);
    }
  }

  /** Takes changes that have not ended within the window as made. */
  private void takeAsMade(long now) {
    for (Iterator<Sent> open = sent.iterator(); open.hasNext(); ) {
      Sent change = open.next();
      if (now - change.nanos >= windowNanos) {
        change.keys.forEach(key -> made(changes.size() < MAX_KEYS ? key : ANY, now));
        change.resources.forEach(changed);
        open.remove();
      }
    }
  }

  private static boolean isOnAlias(CheckDecision check) {
    return check instanceof Evaluated evaluated
        && evaluated.request().resource() instanceof KmsResource.Alias;
  }

  /**
   * Whether a change may affect one of these checks. The changes that are under way are always
   * looked at first: one that ends meanwhile is then found among those that were made.
   */
  boolean bearOn(List<CheckDecision> checks) {
    if (sent.isEmpty() && changes.isEmpty()) {
      return false;
    }
    long now = ticker.getAsLong();
    takeAsMade(now);
    if (isSent(ANY) || isRecent(ANY, now)) {
      return true;
    }
    for (CheckDecision check : checks) {
      if (!(check instanceof Evaluated evaluated)) {
        return true;
      }
      KmsResource resource = evaluated.request().resource();
      if (isSent(resource) || isRecent(resource, now)) {
        return true;
      }
      if (!(resource instanceof KmsResource.Key)) {
        return !sent.isEmpty() || isAnyRecent(now);
      }
    }
    return false;
  }

  private boolean isSent(KmsResource resource) {
    for (Sent change : sent) {
      if (change.keys.contains(resource)) {
        return true;
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
