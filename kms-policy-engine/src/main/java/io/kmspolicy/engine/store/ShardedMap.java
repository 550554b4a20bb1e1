package io.kmspolicy.engine.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map in shards. A modified copy shares all shards except those that changed, so
 * a snapshot of 100,000 keys is cheap to copy when the policy of one key changes (path copying with
 * a tree of depth one).
 *
 * <p>The upper bits of the hash select one of 1,024 shards, which is a {@link HashMap} that is
 * never modified after its map is published. Users choose names, and many names can have one hash
 * code: {@code HashMap} keeps those in a tree if they are comparable.
 *
 * @param <K> the keys; comparable with each other unless few have one hash code
 * @param <V> the values
 */
public final class ShardedMap<K, V> {

  private static final int SHARD_BITS = 10;
  private static final int MIX = 0x9E3779B1;

  private final List<Map<K, Held<K, V>>> shards;

  /** A value with the map's own instance of its key. */
  private record Held<K, V>(K key, V value) {}

  private ShardedMap(List<Map<K, Held<K, V>>> shards) {
    this.shards = List.copyOf(shards);
  }

  /** A map without entries. */
  public static <K, V> ShardedMap<K, V> empty() {
    return new ShardedMap<>(Collections.nCopies(1 << SHARD_BITS, new HashMap<>()));
  }

  /** The value of a key, or null. */
  public @Nullable V get(K key) {
    Held<K, V> held = shards.get(shard(key)).get(key);
    return held == null ? null : held.value();
  }

  /** The map's own instance of a key, or the given key if the map does not contain it. */
  public K own(K key) {
    Held<K, V> held = shards.get(shard(key)).get(key);
    return held == null ? key : held.key();
  }

  public Set<K> keys() {
    return changedSince(empty());
  }

  /**
   * The keys whose values differ between this map and another, including keys that only one of them
   * contains.
   */
  @SuppressWarnings("ReferenceEquality") // a change copies the shard
  public Set<K> changedSince(ShardedMap<K, V> before) {
    Set<K> changed = new HashSet<>();
    for (int number = 0; number < shards.size(); number++) {
      if (shards.get(number) != before.shards.get(number)) {
        addChanged(number, before, changed);
        before.addChanged(number, this, changed);
      }
    }
    return changed;
  }

  /** Adds the keys of a shard whose values are not identical in another map. */
  private void addChanged(int number, ShardedMap<K, V> other, Set<K> changed) {
    for (Held<K, V> held : shards.get(number).values()) {
      if (held.value() != other.get(held.key())) {
        changed.add(held.key());
      }
    }
  }

  /** A copy with some entries added or replaced. */
  public ShardedMap<K, V> with(Map<K, V> changes) {
    List<Map<K, Held<K, V>>> copy = new ArrayList<>(shards);
    Set<Integer> copied = new HashSet<>();
    changes.forEach(
        (key, value) -> {
          int number = shard(key);
          if (copied.add(number)) {
            copy.set(number, new HashMap<>(copy.get(number)));
          }
          copy.get(number).put(own(key), new Held<>(own(key), value));
        });
    return new ShardedMap<>(copy);
  }

  /** The upper bits of the mixed hash; a {@link HashMap} looks at the lower bits of the hash. */
  private static int shard(Object key) {
    return (key.hashCode() * MIX) >>> (Integer.SIZE - SHARD_BITS);
  }
}
