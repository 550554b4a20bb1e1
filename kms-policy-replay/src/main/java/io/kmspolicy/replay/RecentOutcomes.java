package io.kmspolicy.replay;

import io.kmspolicy.replay.JudgedCalls.Call;
import io.kmspolicy.replay.judge.Questions;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where an event counts by the objects that the reader shares between equal values, without
 * mapping or deciding it. Events are equal if they differ in nothing that a decision can read: in
 * the parameters of the request, if the decision has read nothing else, and otherwise in every
 * member but the time. Bounded: a table with {@value #WAYS} slots a set, of which new outcomes take
 * the last, and only of events with short values that were met before: most encryption contexts
 * that name an object are met once, and would displace what is met again. Not thread-safe.
 */
final class RecentOutcomes {

  private static final int SETS = 1 << 14;
  private static final int WAYS = 4;
  private static final int MET_BITS_LOG = 18;
  private static final int MET_BITS = 1 << MET_BITS_LOG;
  private static final int MIX = 0x9E3779B1;
  private static final int PRIME = 31;

  /** Longer values are rarely the same object again, and the table would keep them. */
  private static final int MAX_CHARACTERS = 250;

  /** Parameters, each with an entry: what is looked for most lies together. */
  private final @Nullable Object[] slots = new Object[2 * WAYS * SETS];

  /**
   * The identity hash codes of the parameters that were met lately (Bloom 1970, with two hash
   * functions). Emptied when a quarter of the bits may be set: at most one in sixteen new ones
   * counts as met.
   */
  private final BitSet met = new BitSet(MET_BITS);

  private int metLately;

  /** The last entry of each tally, of those that need no origin. */
  private final IdentityHashMap<Questions.Tally, Entry> last = new IdentityHashMap<>();

  /**
   * Where equal events count.
   *
   * @param change the question of the proposed policies; null if they change nothing
   */
  record Outcome(
      ReplayCounts.Events cell, Questions.Tally tally, Questions.@Nullable Tally change) {}

  /** An outcome with what its events have in common besides the parameters. */
  static final class Entry {

    private final Call call;
    private final AwsAnswer aws;
    private final Map<String, Object> additional;

    /** Who made the request from where, if its decision has read more than the request. */
    private final @Nullable Origin origin;

    private final ReplayCounts.Events cell;
    private final Questions.Tally tally;
    private final Questions.@Nullable Tally change;

    private Entry(
        TrailEvent event, Call call, AwsAnswer aws, boolean ofParameters, Outcome outcome) {
      this.call = call;
      this.aws = aws;
      this.additional = event.additionalData();
      this.origin = ofParameters ? null : Origin.of(event);
      this.cell = outcome.cell();
      this.tally = outcome.tally();
      this.change = outcome.change();
    }

    @SuppressWarnings("ReferenceEquality") // equal calls are one object
    private boolean holds(TrailEvent event, Call of, AwsAnswer answer) {
      return call == of
          && aws == answer
          && additional == event.additionalData()
          && (origin == null || origin.isOf(event));
    }

    /** Whether another entry that needs no origin stands for the same events and the same place. */
    @SuppressWarnings("ReferenceEquality") // as above
    private boolean isSame(Entry other) {
      return call == other.call
          && aws == other.aws
          && additional == other.additional
          && cell == other.cell
          && change == other.change;
    }

    /** Counts an equal event. */
    void add(TrailEvent event) {
      cell.add();
      tally.add(event.time());
      if (change != null) {
        change.add(event.time());
      }
    }
  }

  /** The members of an event beside the request from which a condition context takes values. */
  private record Origin(Map<String, Object> identity, String address, String endpoint) {

    static Origin of(TrailEvent event) {
      return new Origin(event.identity(), event.sourceAddress(), event.vpcEndpointId());
    }

    private boolean isOf(TrailEvent event) {
      return identity == event.identity()
          && address.equals(event.sourceAddress())
          && endpoint.equals(event.vpcEndpointId());
    }
  }

  private static Map<String, Object> recorded(TrailEvent event) {
    return event.parameters().isPresent() ? event.parameters().get() : Map.of();
  }

  /** The outcome of an equal event; null if none is known. */
  @Nullable Entry find(TrailEvent event, Call call, AwsAnswer aws) {
    Object parameters = recorded(event);
    int first = first(parameters, call);
    for (int slot = first; slot < first + 2 * WAYS; slot += 2) {
      Object kept = slots[slot];
      if (kept == null) {
        return null;
      }
      if (kept == parameters
          && slots[slot + 1] instanceof Entry entry
          && entry.holds(event, call, aws)) {
        if (slot > first) {
          moveForward(slot);
        }
        return entry;
      }
    }
    return null;
  }

  private void moveForward(int slot) {
    Object parameters = slots[slot];
    Object entry = slots[slot + 1];
    slots[slot] = slots[slot - 2];
    slots[slot + 1] = slots[slot - 1];
    slots[slot - 2] = parameters;
    slots[slot - 1] = entry;
  }

  /** Whether the parameters of an event were met before; from now on they were. */
  boolean areMet(TrailEvent event) {
    int hash = System.identityHashCode(recorded(event));
    int bit = hash & MET_BITS - 1;
    int other = (hash * MIX) >>> (Integer.SIZE - MET_BITS_LOG);
    boolean again = met.get(bit) && met.get(other);
    if (!again) {
      if (metLately++ >= MET_BITS / 8) {
        met.clear();
        metLately = 1;
      }
      met.set(bit);
      met.set(other);
    }
    return again;
  }

  /**
   * Keeps the outcome of an event, which was not found, unless its values are long. It takes the
   * last slot of a full set: outcomes that are found often are before it.
   *
   * @param ofParameters whether the decision has read nothing but the parameters of the request
   */
  void keep(TrailEvent event, Call call, AwsAnswer aws, boolean ofParameters, Outcome outcome) {
    if (event.characters() > MAX_CHARACTERS) {
      return;
    }
    Object parameters = recorded(event);
    int slot = first(parameters, call);
    int last = slot + 2 * (WAYS - 1);
    while (slot < last && slots[slot] != null) {
      slot += 2;
    }
    slots[slot] = parameters;
    slots[slot + 1] = shared(new Entry(event, call, aws, ofParameters, outcome));
  }

  /** An equal entry that was made before: fewer objects are more often in the processor's cache. */
  private Entry shared(Entry made) {
    if (made.origin != null) {
      return made;
    }
    Entry before = last.get(made.tally);
    if (before != null && before.isSame(made)) {
      return before;
    }
    last.put(made.tally, made);
    return made;
  }

  /** The first slot of the set. */
  private static int first(Object parameters, Call call) {
    int hash = PRIME * call.hash() + System.identityHashCode(parameters);
    return 2 * WAYS * ((hash ^ hash >>> 15) & SETS - 1);
  }
}
