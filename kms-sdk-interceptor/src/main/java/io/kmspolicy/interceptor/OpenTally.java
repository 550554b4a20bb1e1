package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.interceptor.decision.DecisionReason;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.resource.KmsResource;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one group, and why they are open. The reason is that of the policies of the last
 * call: when the source publishes others, it is looked for again, and the calls so far are kept
 * under the reason that they had. Bounded. Thread-safe.
 */
final class OpenTally {

  /** The greatest number of earlier reasons that are told apart. */
  private static final int MAX_EARLIER = 8;

  private static final Found NOT_FOUND = new Found(DecisionReason.NOT_EVALUATED, List.of());

  private final String example;
  private final LongAdder calls = new LongAdder();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Map<Found, Long> earlier = new HashMap<>();
  private volatile Policies policies;
  private volatile @Nullable Found found;

  /**
   * Why calls are open.
   *
   * @param missing what settles them
   */
  record Found(DecisionReason kind, List<String> missing) {}

  /**
   * The policies of a check, by identity, as the source gives them. They are not kept in memory.
   *
   * @param layers none for a check that was not evaluated
   */
  record Policies(List<WeakReference<Object>> layers) {

    static final Policies NONE = new Policies(List.of());

    static Policies of(Evaluated check) {
      return new Policies(Stream.of(layersOf(check)).map(WeakReference::new).toList());
    }

    boolean areOf(Evaluated check) {
      Object[] others = layersOf(check);
      boolean areSame = layers.size() == others.length;
      for (int i = 0; areSame && i < others.length; i++) {
        areSame = layers.get(i).refersTo(others[i]);
      }
      return areSame;
    }

    /** Without the layers of a key that is not there, which are made for each call. */
    private static Object[] layersOf(Evaluated check) {
      PolicySet known = check.known();
      boolean isOnKey = check.request().resource() instanceof KmsResource.Key;
      return new Object[] {
        known.identity(),
        known.permissionsBoundary(),
        known.session(),
        known.serviceControl(),
        known.vpcEndpoint(),
        isOnKey ? known.resourceControl() : check.getClass(),
        isOnKey ? known.key() : check.getClass(),
        isOnKey ? known.grants() : check.getClass()
      };
    }
  }

  /**
   * A group without calls.
   *
   * @param found why its calls are open, as far as it is known without an explanation
   */
  OpenTally(String example, Policies policies, @Nullable Found found) {
    this.example = example;
    this.policies = policies;
    this.found = found;
  }

  String example() {
    return example;
  }

  /** Counts a call. */
  void count() {
    calls.increment();
  }

  /** Takes back a call. */
  void uncount() {
    calls.decrement();
  }

  /** Why the calls are open; null if it is still looked for. */
  @Nullable Found found() {
    return found;
  }

  /** The policies that the reason is of. */
  Policies policies() {
    return policies;
  }

  /** Whether nobody has looked for the reason yet, so that the asker has to. */
  boolean isFirst() {
    return asked.compareAndSet(false, true);
  }

  /** Lets another one look for the reason. */
  void giveUp() {
    asked.set(false);
  }

  /**
   * Starts again if a check is of other policies than the last one.
   *
   * @param known why it is open, as far as it is known without an explanation
   */
  synchronized void restart(Evaluated check, @Nullable Found known) {
    if (policies.areOf(check)) {
      return;
    }
    Found old = found;
    if (old != null) {
      long sum = calls.sum();
      Found kept = earlier.size() < MAX_EARLIER || earlier.containsKey(old) ? old : NOT_FOUND;
      earlier.merge(kept, sum, Long::sum);
      calls.add(-sum);
    }
    policies = Policies.of(check);
    found = known;
    asked.set(false);
  }

  /** Sets why calls under some policies are open, unless others have been published since. */
  @SuppressWarnings("ReferenceEquality") // each start has policies of its own
  synchronized void settle(Policies of, Found reason) {
    if (policies == of) {
      found = reason;
    }
  }

  /** The number of calls by what they are open for. */
  synchronized Map<Found, Long> reasons() {
    Map<Found, Long> all = new HashMap<>(earlier);
    Found now = found;
    all.merge(now == null ? NOT_FOUND : now, calls.sum(), Long::sum);
    return all;
  }
}
