package io.kmspolicy.engine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in shards, so that a changed copy shares all but the shards that changed: what a
 * snapshot of a hundred thousand keys needs when one key's policy changes.
 *
 * <p>Representation: a shard is one array of keys and values by turns, at most three quarters full;
 * a key stands at the first free place from where its hash says. That is less than half of what a
 * {@link java.util.HashMap} takes for each entry.
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
  @SuppressWarnings("unchecked") // values stand behind their keys
  @Nullable V get(Object key) {
    int hash = mix(key);
    Object[] shard = shards[shard(hash)];
    return (V) shard[place(shard, key, hash) + 1];
  }

  /** The map's own object for a key, or the one given if it is not listed. */
  @SuppressWarnings("unchecked") // only keys stand at even places
  K own(K key) {
    int hash = mix(key);
    Object[] shard = shards[shard(hash)];
    return (K) Objects.requireNonNullElse(shard[place(shard, key, hash)], key);
  }

  /** The keys that have another value here than in another map, or are in one of both only. */
  Set<K> changedSince(ShardedMap<K, V> before) {
    Set<K> changed = new HashSet<>();
    for (int number = 0; number < SHARDS; number++) {
      if (shards[number] != before.shards[number]) {
        addOthers(shards[number], before.shards[number], changed);
        addOthers(before.shards[number], shards[number], changed);
      }
    }
    return changed;
  }

  /** Adds the keys of a shard whose value is not the very same in another. */
  @SuppressWarnings("unchecked") // only keys stand at even places
  private void addOthers(Object[] shard, Object[] other, Set<K> changed) {
    for (int place = 0; place < shard.length; place += 2) {
      Object key = shard[place];
      if (key != null && shard[place + 1] != other[place(other, key, mix(key)) + 1]) {
        changed.add((K) key);
      }
    }
  }

  /** A copy with these entries changed. */
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
    int place = place(shard, key, hash);
    if (shard[place] == null && 4 * (2 * count(shard) + 2) > 3 * shard.length) {
      shard = larger(shard);
      place = place(shard, key, hash);
    }
    shard[place] = shard[place] == null ? key : shard[place];
    shard[place + 1] = value;
    return shard;
  }

  private static Object[] larger(Object[] shard) {
    Object[] larger = new Object[2 * shard.length];
    for (int from = 0; from < shard.length; from += 2) {
      if (shard[from] != null) {
        int place = place(larger, shard[from], mix(shard[from]));
        larger[place] = shard[from];
        larger[place + 1] = shard[from + 1];
      }
    }
    return larger;
  }

  /** Where a key stands in a shard, or would stand. */
  private static int place(Object[] shard, Object key, int hash) {
    int mask = shard.length - 1;
    int place = (hash << 1) & mask;
    while (shard[place] != null && !shard[place].equals(key)) {
      place = (place + 2) & mask;
    }
    return place;
  }

  private static int count(Object[] shard) {
    int count = 0;
    for (int place = 0; place < shard.length; place += 2) {
      count += shard[place] == null ? 0 : 1;
    }
    return count;
  }

  private static int mix(Object key) {
    int hash = key.hashCode() * MIX;
    return hash ^ (hash >>> 15);
  }

  /** The upper bits choose the shard, the lower ones the place in it. */
  private static int shard(int hash) {
    return hash >>> (Integer.SIZE - SHARD_BITS);
  }
}
