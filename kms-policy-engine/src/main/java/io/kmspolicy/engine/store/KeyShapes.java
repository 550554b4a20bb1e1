package io.kmspolicy.engine.store;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one published snapshot: which of them have one {@link KeyShape}, for all callers, and
 * which changed since the snapshot before. Keys are added when a decision first needs them.
 * Thread-safe; lookups are lock-free.
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
public final class KeyShapes {

  private static final int MAX_KEYS = 1 << 17;

  /**
   * Removing more keys from a table would delay the decisions that add keys, and comparing them
   * with the rows of a caller would delay the caller.
   */
  private static final int MAX_REMOVED = 1_000;

  /** With more shapes, most shapes would have few keys. */
  static final int MAX_SHAPES = 256;

  private final int number;

  /** The keys that changed since the snapshot before; null if they are too many. */
  private final @Nullable Set<String> changed;

  private final Shared shared;

  /** Snapshots that follow one another share the numbers of the shapes. */
  private final Map<KeyShape, Integer> numbers;

  /** The keys of snapshots that follow one another. */
  private static final class Shared {

    private final RowTable<ShapedKey> keys;

    /** The snapshot whose decisions add keys. */
    private int latest;

    Shared(RowTable<ShapedKey> keys, int latest) {
      this.keys = keys;
      this.latest = latest;
    }

    synchronized void add(String arn, ShapedKey key) {
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
   * @param shape the number of its shape; {@link #NONE} if it has none
   * @param named the roles that its policy names, as {@link RoleNames}
   * @param since the first snapshot in which it is so
   */
  record ShapedKey(int shape, long named, int since) {
    static final int NONE = -1;

    private static final int BYTES = 32;

    /** Whether the row of a role for the shape is its row for this key. */
    boolean isSharedBy(long role) {
      return !RoleNames.mayContain(named, role);
    }
  }

  private KeyShapes(
      int number, @Nullable Set<String> changed, Shared shared, Map<KeyShape, Integer> numbers) {
    this.number = number;
    this.changed = changed;
    this.shared = shared;
    this.numbers = numbers;
  }

  /** No keys and no shapes, in the first snapshot. */
  public static KeyShapes first() {
    return empty(1, Set.of());
  }

  private static KeyShapes empty(int number, @Nullable Set<String> changed) {
    return new KeyShapes(
        number, changed, new Shared(new RowTable<>(MAX_KEYS), number), new ConcurrentHashMap<>());
  }

  /**
   * The keys of the next snapshot. From now on, this snapshot's decisions find fewer keys and add
   * none.
   *
   * @param keys the keys whose policies changed
   */
  public KeyShapes next(Set<String> keys) {
    int next = number + 1;
    boolean few = keys.size() <= MAX_REMOVED;
    if (numbers.size() >= MAX_SHAPES) {
      return empty(next, few ? keys : null);
    }
    if (!few) {
      return new KeyShapes(next, null, new Shared(shared.keys.without(keys), next), numbers);
    }
    shared.next(next, keys);
    return new KeyShapes(next, keys, shared, numbers);
  }

  /** Whether another snapshot was published later. */
  boolean isBefore(KeyShapes other) {
    return number < other.number;
  }

  /** Whether equal numbers mean equal shapes. */
  @SuppressWarnings("ReferenceEquality") // one map for all snapshots with the same numbers
  boolean hasNumbersOf(KeyShapes other) {
    return numbers == other.numbers;
  }

  /**
   * The rows of a caller that are still valid, if its own layers did not change. An empty table if
   * more than one snapshot was published since, or if many keys changed; the {@link RowStore} has
   * the rows that are still valid.
   *
   * @param then the snapshot in which the rows are valid
   */
  RowTable<DecisionRow> stillValid(RowTable<DecisionRow> rows, KeyShapes then) {
    return then.number == number - 1 && changed != null ? rows.without(changed) : rows.emptied();
  }

  /** The number of keys. */
  int size() {
    return shared.keys.size();
  }

  /** The table of the keys, which snapshots that follow one another share. */
  RowTable<?> table() {
    return shared.keys;
  }

  /** The approximate size of the keys in bytes. */
  long bytes() {
    return shared.keys.bytes() + ShapedKey.BYTES * (long) shared.keys.size();
  }

  /** Removes all keys; the shapes remain. */
  void clear() {
    shared.keys.clear();
  }

  @Nullable ShapedKey find(String arn) {
    ShapedKey key = shared.keys.find(arn);
    return key != null && key.since() <= number ? key : null;
  }

  ShapedKey add(String arn, KmsResource resource, CompiledKey policies) {
    KeyShape shape = KeyShape.of(resource, policies);
    Integer ofShape = shape == null ? null : number(shape);
    ShapedKey key =
        ofShape == null
            ? new ShapedKey(ShapedKey.NONE, RoleNames.ALL, number)
            : new ShapedKey(ofShape, KeyShape.named(policies), number);
    shared.add(arn, key);
    return key;
  }

  private @Nullable Integer number(KeyShape shape) {
    synchronized (numbers) {
      Integer known = numbers.get(shape);
      if (known == null && numbers.size() < MAX_SHAPES) {
        known = numbers.size();
        numbers.put(shape, known);
      }
      return known;
    }
  }
}
