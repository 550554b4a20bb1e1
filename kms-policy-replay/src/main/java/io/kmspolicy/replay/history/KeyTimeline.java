package io.kmspolicy.replay.history;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The key policy and the grants of one key, by time. Around a change both the old and the new state
 * are possible, so the layer is unknown: from a minute before the change was completed until the
 * five minutes have passed in which AWS applies it, and the minute that a call may take. Not
 * thread-safe.
 */
final class KeyTimeline {

  static final Duration BEFORE = Duration.ofMinutes(1);
  static final Duration AFTER = Duration.ofMinutes(6);

  private final List<KeyChange> changes = new ArrayList<>();
  private final TreeMap<Instant, State> states = new TreeMap<>();
  private final GrantCursor grants;
  private final State before = new State(PolicyLayer.unknown(), false, 0);

  KeyTimeline(List<KeyChange> recorded) {
    changes.addAll(recorded);
    changes.sort(
        Comparator.comparing(KeyChange::time).thenComparingInt(KeyTimeline::orderInASecond));
    grants = new GrantCursor(changes);
    build();
  }

  /**
   * The key between two times.
   *
   * @param policy the key policy
   * @param grantsKnown whether the grants are known
   * @param changes how many changes came before
   */
  record State(PolicyLayer policy, boolean grantsKnown, int changes) {}

  /** Records tell seconds: what is created comes before what changes or ends it. */
  private static int orderInASecond(KeyChange change) {
    if (change instanceof KeyChange.Created) {
      return 0;
    }
    return change instanceof KeyChange.GrantEnded ? 2 : 1;
  }

  /**
   * The state between two times, the same object for all times between two changes; an unknown
   * state if it changes in between.
   */
  State between(Instant from, Instant to) {
    var state = states.floorEntry(from);
    var last = from.equals(to) ? state : states.floorEntry(to);
    boolean isOne =
        state == null ? last == null : last != null && state.getKey().equals(last.getKey());
    return state == null || !isOne ? before : state.getValue();
  }

  /** The key policy of a state, or this one if the trail records no change of the key policy. */
  PolicyLayer policyOr(PolicyLayer unchanged, State state) {
    boolean changed =
        changes.stream()
            .anyMatch(
                change ->
                    change instanceof KeyChange.Created || change instanceof KeyChange.PolicyPut);
    return changed ? state.policy() : unchanged;
  }

  /** The grants of a state, or these if the trail records no change of grants. */
  GrantLayer grantsOr(GrantLayer unchanged, State state) {
    boolean changed = changes.stream().anyMatch(change -> !(change instanceof KeyChange.PolicyPut));
    if (!changed) {
      return unchanged;
    }
    return state.grantsKnown() ? grants.after(state.changes()) : GrantLayer.unknown();
  }

  /** Each change opens a window and closes it; where windows overlap, the layer stays unknown. */
  private void build() {
    TreeMap<Instant, List<Integer>> opens = new TreeMap<>();
    TreeMap<Instant, List<Integer>> closes = new TreeMap<>();
    for (int i = 0; i < changes.size(); i++) {
      Instant time = changes.get(i).time();
      opens.computeIfAbsent(time.minus(BEFORE), first -> new ArrayList<>()).add(i);
      closes.computeIfAbsent(time.plus(AFTER), first -> new ArrayList<>()).add(i);
    }
    TreeMap<Instant, Boolean> times = new TreeMap<>();
    opens.keySet().forEach(time -> times.put(time, true));
    closes.keySet().forEach(time -> times.put(time, true));
    Building building = new Building();
    for (Instant time : times.keySet()) {
      closes.getOrDefault(time, List.of()).forEach(building::close);
      opens.getOrDefault(time, List.of()).forEach(building::open);
      states.put(time, building.state());
    }
  }

  /** What is known while the windows open and close in the order of time. */
  private final class Building {

    private PolicyLayer policy = PolicyLayer.unknown();
    private Instant put = Instant.MIN;
    private boolean complete;
    private int applied;
    private int openPolicies;
    private int openGrants;

    private void open(int change) {
      count(change, 1);
    }

    private void close(int change) {
      count(change, -1);
      KeyChange closed = changes.get(change);
      applied = change + 1;
      if (closed instanceof KeyChange.Created created) {
        policy = created.policy();
        complete = true;
      } else if (closed instanceof KeyChange.PolicyPut last) {
        boolean isInOrder = last.time().isAfter(put) || last.policy().equals(policy);
        policy = isInOrder ? last.policy() : PolicyLayer.unknown();
        put = last.time();
      } else if (closed instanceof KeyChange.GrantsLost) {
        complete = false;
      }
    }

    private void count(int change, int by) {
      KeyChange changed = changes.get(change);
      if (changed instanceof KeyChange.Created) {
        openPolicies += by;
        openGrants += by;
      } else if (changed instanceof KeyChange.PolicyPut) {
        openPolicies += by;
      } else {
        openGrants += by;
      }
    }

    private State state() {
      return new State(
          openPolicies > 0 ? PolicyLayer.unknown() : policy, complete && openGrants == 0, applied);
    }
  }
}
