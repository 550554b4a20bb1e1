package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a snapshot in groups of one {@link KeyShape}, for all callers. Keys are added when a
 * decision first needs them. Thread-safe; lookups are lock-free.
 *
 * <p>Why not a row of each caller for each key only: 500 roles and 10,000 keys have 113,000 pairs
 * in a stream of 262,144 requests, so that most decisions read memory that no decision read lately;
 * the keys themselves are read over and over.
 *
 * <p>Snapshots that follow one another share the table of keys, so that publishing one changed key
 * costs the same among 100,000 keys as among ten. A key remembers the first snapshot for which it
 * is right. When a snapshot is published, its changed keys leave the table, and only its own
 * decisions add keys from then on. A decision on an earlier snapshot that meets a later key takes
 * it for one that is not there.
 */
public final class KeyGroups {

  private static final int MAX_KEYS = 1 << 17;

  /** Removing more keys from a shared table would delay the decisions that add keys. */
  private static final int MAX_REMOVED = 1_000;

  /** With more shapes, most groups would have few keys. */
  static final int MAX_GROUPS = 256;

  /** The number of the snapshot among those that share the table. */
  private final int snapshot;

  private final Shared shared;
  private final Map<KeyShape, Integer> numbers;

  /** The keys of snapshots that follow one another. */
  private static final class Shared {

    private final RowTable<GroupedKey> keys;

    /** The snapshot whose decisions add keys. */
    private int latest;

    Shared(RowTable<GroupedKey> keys, int latest) {
      this.keys = keys;
      this.latest = latest;
    }

    synchronized void add(String arn, GroupedKey key) {
      if (key.since() == latest) {
        keys.put(arn, key);
      }
    }

    synchronized void next(int snapshot, Set<String> changed) {
      latest = snapshot;
      keys.remove(changed);
    }
  }

  /**
   * A key.
   *
   * @param group the number of its group; {@link #NONE} if it belongs to none
   * @param named the roles that its policy names, as {@link RoleNames}
   * @param since the first snapshot in which it is so
   */
  record GroupedKey(int group, long named, int since) {
    static final int NONE = -1;

    /** Whether a role belongs to the group's row on this key. */
    boolean isSharedBy(long role) {
      return !RoleNames.mayContain(named, role);
    }
  }

  private KeyGroups(int snapshot, Shared shared, Map<KeyShape, Integer> numbers) {
    this.snapshot = snapshot;
    this.shared = shared;
    this.numbers = numbers;
  }

  /** No keys and no groups. */
  public static KeyGroups empty() {
    return new KeyGroups(0, new Shared(new RowTable<>(MAX_KEYS), 0), new ConcurrentHashMap<>());
  }

  /**
   * The groups for the next snapshot, without the keys whose policies changed. From now on, this
   * snapshot's decisions find fewer keys and add none.
   */
  public KeyGroups next(Set<String> changed) {
    if (numbers.size() >= MAX_GROUPS) {
      return empty();
    }
    int next = snapshot + 1;
    if (changed.size() > MAX_REMOVED) {
      return new KeyGroups(next, new Shared(shared.keys.without(changed), next), numbers);
    }
    shared.next(next, changed);
    return new KeyGroups(next, shared, numbers);
  }

  /** Whether equal numbers mean equal groups. */
  @SuppressWarnings("ReferenceEquality") // one map for all snapshots with the same numbers
  boolean hasNumbersOf(KeyGroups other) {
    return numbers == other.numbers;
  }

  /** The number of keys. */
  public int size() {
    return shared.keys.size();
  }

  /** Removes all keys; the groups remain. */
  public void clear() {
    shared.keys.clear();
  }

  @Nullable GroupedKey find(String arn) {
    GroupedKey key = shared.keys.find(arn);
    return key != null && key.since() <= snapshot ? key : null;
  }

  GroupedKey add(String arn, KmsResource resource, CompiledKey policies) {
    KeyShape shape = KeyShape.of(resource, policies);
    Integer number = shape == null ? null : number(shape);
    GroupedKey key =
        number == null
            ? new GroupedKey(GroupedKey.NONE, RoleNames.ALL, snapshot)
            : new GroupedKey(number, KeyShape.named(policies), snapshot);
    shared.add(arn, key);
    return key;
  }

  /** Snapshots share the numbers. */
  private @Nullable Integer number(KeyShape shape) {
    synchronized (numbers) {
      Integer number = numbers.get(shape);
      if (number == null && numbers.size() < MAX_GROUPS) {
        number = numbers.size();
        numbers.put(shape, number);
      }
      return number;
    }
  }
}
