package io.kmspolicy.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable map in shards, so that a changed copy shares all but the shards that changed: what a
 * snapshot of a hundred thousand keys needs when one key's policy changes.
 *
 * @param <K> the keys
 * @param <V> the values
 */
final class ShardedMap<K, V> {

  private static final int SHARDS = 1 << 10;

  private final Map<K, V>[] shards;

  private ShardedMap(Map<K, V>[] shards) {
    this.shards = shards;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays cannot be generic
  static <K, V> ShardedMap<K, V> empty() {
    Map<K, V>[] shards = new Map[SHARDS];
    Arrays.fill(shards, Map.of());
    return new ShardedMap<>(shards);
  }

  Optional<V> get(K key) {
    return Optional.ofNullable(shards[shard(key)].get(key));
  }

  /** A copy with these entries changed. */
  ShardedMap<K, V> with(Map<K, V> changes) {
    Map<K, V>[] copy = shards.clone();
    Map<Integer, Map<K, V>> changed = new HashMap<>();
    changes.forEach(
        (key, value) ->
            changed
                .computeIfAbsent(shard(key), shard -> new HashMap<>(copy[shard]))
                .put(key, value));
    changed.forEach((shard, entries) -> copy[shard] = entries);
    return new ShardedMap<>(copy);
  }

  int size() {
    int size = 0;
    for (Map<K, V> shard : shards) {
      size += shard.size();
    }
    return size;
  }

  private static int shard(Object key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16) ^ (hash >>> 8)) & (SHARDS - 1);
  }
}
