package io.kmspolicy.engine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map in shards. A modified copy shares all shards except those that changed, so
 * a snapshot of 100,000 keys is cheap to copy when the policy of one key changes (path copying with
 * a tree of depth one).
 *
 * <p>Representation: the upper bits of the hash select one of 1,024 shards. A shard is an
 * open-addressing hash table with linear probing in one array, with keys at even and values at odd
 * indexes and a load factor of at most 0.75.
 *
 * <p>Invariants: a shard is never modified after its map is published; {@link #with(Map)} copies a
 * shard before its first change. No entries are removed, so there are no tombstones. A shard always
 * has a free slot, so probing ends.
 *
 * <p>Why not a {@link java.util.HashMap}: a copy would duplicate all entries, and an entry takes
 * more than twice the memory. Why not a hash array mapped trie: two array reads per lookup suffice
 * here, and a copied shard has about one hundred entries.
 *
 * <p>References: D. E. Knuth, <i>The Art of Computer Programming</i>, volume 3, section 6.4; J. R.
 * Driscoll et al., <i>Making Data Structures Persistent</i>, 1989.
 *
 * @param <K> the keys
 * @param <V> the values
 */
final class ShardedMap<K, V> {

  private static final int SHARD_BITS = 10;
  private static final int SHARDS = 1 << SHARD_BITS;
  private static final int MIX = 0x9E3779B1;
  private static final Object[] EMPTY = new Object[4];

  private final Object[][] shards;

  private ShardedMap(Object[][] shards) {
    this.shards = shards;
  }

  static <K, V> ShardedMap<K, V> empty() {
    Object[][] shards = new Object[SHARDS][];
    Arrays.fill(shards, EMPTY);
    return new ShardedMap<>(shards);
  }

  /** The value of a key, or null. */
  @SuppressWarnings("unchecked") // values are at odd indexes
  @Nullable V get(Object key) {
    int hash = mix(key);
    Object[] shard = shards[shard(hash)];
    return (V) shard[slot(shard, key, hash) + 1];
  }

  /** The map's own instance of a key, or the given key if the map does not contain it. */
  @SuppressWarnings("unchecked") // only keys stand at even places
  K own(K key) {
    int hash = mix(key);
    Object[] shard = shards[shard(hash)];
    return (K) Objects.requireNonNullElse(shard[slot(shard, key, hash)], key);
  }

  /**
   * The keys whose values differ between this map and another, including keys that only one of them
   * contains.
   */
  Set<K> changedSince(ShardedMap<K, V> before) {
    Set<K> changed = new HashSet<>();
    for (int number = 0; number < SHARDS; number++) {
      if (shards[number] != before.shards[number]) {
        addChanged(shards[number], before.shards[number], changed);
        addChanged(before.shards[number], shards[number], changed);
      }
    }
    return changed;
  }

  /** Adds the keys of a shard whose values are not identical in another shard. */
  @SuppressWarnings("unchecked") // only keys stand at even places
  private void addChanged(Object[] shard, Object[] other, Set<K> changed) {
    for (int slot = 0; slot < shard.length; slot += 2) {
      Object key = shard[slot];
      if (key != null && shard[slot + 1] != other[slot(other, key, mix(key)) + 1]) {
        changed.add((K) key);
      }
    }
  }

  /** A copy with some entries added or replaced. */
  ShardedMap<K, V> with(Map<K, V> changes) {
    Object[][] copy = shards.clone();
    changes.forEach(
        (key, value) -> {
          int hash = mix(key);
          int number = shard(hash);
          boolean shared = copy[number] == shards[number];
          copy[number] = with(copy[number], shared, key, hash, value);
        });
    return new ShardedMap<>(copy);
  }

  private static Object[] with(
      Object[] before, boolean shared, Object key, int hash, Object value) {
    Object[] shard = shared ? before.clone() : before;
    int slot = slot(shard, key, hash);
    if (shard[slot] == null && 4 * (2 * count(shard) + 2) > 3 * shard.length) {
      shard = larger(shard);
      slot = slot(shard, key, hash);
    }
    shard[slot] = shard[slot] == null ? key : shard[slot];
    shard[slot + 1] = value;
    return shard;
  }

  private static Object[] larger(Object[] shard) {
    Object[] larger = new Object[2 * shard.length];
    for (int from = 0; from < shard.length; from += 2) {
      if (shard[from] != null) {
        int slot = slot(larger, shard[from], mix(shard[from]));
        larger[slot] = shard[from];
        larger[slot + 1] = shard[from + 1];
      }
    }
    return larger;
  }

  /** The slot of a key in a shard, or the free slot where it would be inserted. */
  private static int slot(Object[] shard, Object key, int hash) {
    int mask = shard.length - 1;
    int slot = (hash << 1) & mask;
    while (shard[slot] != null && !shard[slot].equals(key)) {
      slot = (slot + 2) & mask;
    }
    return slot;
  }

  private static int count(Object[] shard) {
    int count = 0;
    for (int slot = 0; slot < shard.length; slot += 2) {
      count += shard[slot] == null ? 0 : 1;
    }
    return count;
  }

  private static int mix(Object key) {
    int hash = key.hashCode() * MIX;
    return hash ^ (hash >>> 15);
  }

  /** The upper bits of the hash select the shard, the lower bits the slot. */
  private static int shard(int hash) {
    return hash >>> (Integer.SIZE - SHARD_BITS);
  }
}
