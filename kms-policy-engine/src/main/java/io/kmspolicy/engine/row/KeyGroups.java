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
 */
public final class KeyGroups {

  private static final int MAX_KEYS = 1 << 17;

  /** With more shapes, most groups would have few keys. */
  static final int MAX_GROUPS = 256;

  private final RowTable<GroupedKey> keys;
  private final Map<KeyShape, Integer> numbers;

  /**
   * A key.
   *
   * @param group the number of its group; {@link #NONE} if it belongs to none
   * @param named the roles that its policy names, as {@link RoleNames}
   */
  record GroupedKey(int group, long named) {
    static final int NONE = -1;
    private static final GroupedKey ALONE = new GroupedKey(NONE, RoleNames.ALL);

    /** Whether a role belongs to the group's row on this key. */
    boolean isSharedBy(long role) {
      return !RoleNames.mayContain(named, role);
    }
  }

  private KeyGroups(RowTable<GroupedKey> keys, Map<KeyShape, Integer> numbers) {
    this.keys = keys;
    this.numbers = numbers;
  }

  /** No keys and no groups. */
  public static KeyGroups empty() {
    return new KeyGroups(new RowTable<>(MAX_KEYS), new ConcurrentHashMap<>());
  }

  /** The groups for the next snapshot, without the keys whose policies changed. */
  public KeyGroups without(Set<String> changed) {
    return numbers.size() < MAX_GROUPS ? new KeyGroups(keys.without(changed), numbers) : empty();
  }

  /** Whether equal numbers mean equal groups. */
  @SuppressWarnings("ReferenceEquality") // one map for all snapshots with the same numbers
  boolean hasNumbersOf(KeyGroups other) {
    return numbers == other.numbers;
  }

  /** The number of keys. */
  public int size() {
    return keys.size();
  }

  /** Removes all keys; the groups remain. */
  public void clear() {
    keys.clear();
  }

  @Nullable GroupedKey find(String arn) {
    return keys.find(arn);
  }

  GroupedKey add(String arn, KmsResource resource, CompiledKey policies) {
    KeyShape shape = KeyShape.of(resource, policies);
    Integer number = shape == null ? null : number(shape);
    GroupedKey key =
        number == null ? GroupedKey.ALONE : new GroupedKey(number, KeyShape.named(policies));
    keys.put(arn, key);
    return key;
  }

  private synchronized @Nullable Integer number(KeyShape shape) {
    Integer number = numbers.get(shape);
    if (number == null && numbers.size() < MAX_GROUPS) {
      number = numbers.size();
      numbers.put(shape, number);
    }
    return number;
  }
}
