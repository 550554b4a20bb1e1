package io.kmspolicy.engine.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map in shards. A modified copy shares all shards except those that changed, so
 * a snapshot of 100,000 keys is cheap to copy when the policy of one key changes (path copying with
 * a tree of depth one).
 *
 * <p>Representation: the upper bits of the hash select one of 1,024 shards. A shard is an
 * open-addressing hash table with linear probing in one array, with keys at even and values at odd
 * indexes and a load factor of at most 0.75. A key is within {@value #WINDOW} slots of its first
 * slot. A key that finds none of these slots free is in the shard's tree, ordered by its text:
 * users choose names, and many names can have one hash code. Below a load factor of 0.25, equal
 * hash codes are the only likely reason for a full window; above it, the shard grows instead.
 *
 * <p>Invariants: a shard and its tree are never modified after their map is published; {@link
 * #with(Map)} copies them before their first change. No entries are removed, so there are no
 * tombstones.
 *
 * <p>Why not a {@link java.util.HashMap}: a copy would duplicate all entries, and an entry takes
 * more than twice the memory. Why not a hash array mapped trie: two array reads per lookup suffice
 * here, and a copied shard has about one hundred entries.
 *
 * <p>References: D. E. Knuth, <i>The Art of Computer Programming</i>, volume 3, section 6.4; J. R.
 * Driscoll et al., <i>Making Data Structures Persistent</i>, 1989.
 *
 * @param <K> the keys; unequal keys have different texts, except for a few
 * @param <V> the values
 */
public final class ShardedMap<K, V> {

  private static final int SHARD_BITS = 10;
  private static final int SHARDS = 1 << SHARD_BITS;
  private static final int WINDOW = 64;
  private static final int NO_SLOT = -1;
  private static final int MIX = 0x9E3779B1;
  private static final Object[] EMPTY = new Object[4];

  private final Object[][] shards;

  /** The trees of the shards that have one. */
  private final Map<Integer, Tree> trees;

  /** The entries that found no slot: keys at even and values at odd indexes, by the key's text. */
  private static final class Tree {

    private final TreeMap<String, Object[]> entries;

    Tree() {
      this.entries = new TreeMap<>();
    }

    Tree(Tree other) {
      this.entries = new TreeMap<>(other.entries);
    }

    /** The array that holds the key, or null. */
    Object @Nullable [] holder(Object key) {
      Object[] found = entries.get(key.toString());
      return found != null && index(found, key) >= 0 ? found : null;
    }

    static int index(Object[] entries, Object key) {
      for (int i = 0; i < entries.length; i += 2) {
        if (entries[i].equals(key)) {
          return i;
        }
      }
      return NO_SLOT;
    }

    void put(Object key, Object value) {
      Object[] before = entries.getOrDefault(key.toString(), new Object[0]);
      int index = index(before, key);
      Object[] after = Arrays.copyOf(before, index < 0 ? before.length + 2 : before.length);
      int place = index < 0 ? before.length : index;
      after[place] = index < 0 ? key : before[place];
      after[place + 1] = value;
      entries.put(key.toString(), after);
    }
  }

  private ShardedMap(Object[][] shards, Map<Integer, Tree> trees) {
    this.shards = shards;
    this.trees = trees;
  }

  /** A map without entries. */
  public static <K, V> ShardedMap<K, V> empty() {
    Object[][] shards = new Object[SHARDS][];
    Arrays.fill(shards, EMPTY);
    return new ShardedMap<>(shards, Map.of());
  }

  /** The value of a key, or null. */
  @SuppressWarnings("unchecked") // values are at odd indexes
  public @Nullable V get(Object key) {
    int hash = mix(key);
    Object[] shard = shards[shard(hash)];
    int slot = slot(shard, key, hash);
    Object value = slot >= 0 ? shard[slot + 1] : null;
    return (V) (value != null ? value : inTree(shard(hash), key, 1));
  }

  /** The map's own instance of a key, or the given key if the map does not contain it. */
  @SuppressWarnings("unchecked") // only keys stand at even places
  public K own(K key) {
    int hash = mix(key);
    Object[] shard = shards[shard(hash)];
    int slot = slot(shard, key, hash);
    Object own = slot >= 0 ? shard[slot] : null;
    return (K) Objects.requireNonNullElse(own != null ? own : inTree(shard(hash), key, 0), key);
  }

  /** The key or the value of an entry in a tree, or null. */
  private @Nullable Object inTree(int shard, Object key, int offset) {
    if (trees.isEmpty()) {
      return null;
    }
    Tree tree = trees.get(shard);
    Object[] holder = tree == null ? null : tree.holder(key);
    return holder == null ? null : holder[Tree.index(holder, key) + offset];
  }

  /** All keys. */
  public Set<K> keys() {
    return changedSince(empty());
  }

  /**
   * The keys whose values differ between this map and another, including keys that only one of them
   * contains.
   */
  public Set<K> changedSince(ShardedMap<K, V> before) {
    Set<K> changed = new HashSet<>();
    for (int number = 0; number < SHARDS; number++) {
      // A change of its tree copies the shard, too.
      if (shards[number] != before.shards[number]) {
        addChanged(number, before, changed);
        before.addChanged(number, this, changed);
      }
    }
    return changed;
  }

  /** Adds the keys of a shard whose values are not identical in another map. */
  private void addChanged(int number, ShardedMap<K, V> other, Set<K> changed) {
    addChanged(shards[number], other, changed);
    Tree tree = trees.get(number);
    if (tree != null) {
      tree.entries.values().forEach(entries -> addChanged(entries, other, changed));
    }
  }

  @SuppressWarnings("unchecked") // only keys stand at even places
  private void addChanged(Object[] entries, ShardedMap<K, V> other, Set<K> changed) {
    for (int slot = 0; slot < entries.length; slot += 2) {
      Object key = entries[slot];
      if (key != null && entries[slot + 1] != other.get(key)) {
        changed.add((K) key);
      }
    }
  }

  /** A copy with some entries added or replaced. */
  public ShardedMap<K, V> with(Map<K, V> changes) {
    Editor editor = new Editor(shards, trees);
    changes.forEach(editor::put);
    return new ShardedMap<>(editor.shards, Map.copyOf(editor.trees));
  }

  /** Changes a copy of a map, which shares the shards that did not change. */
  private static final class Editor {

    private final Object[][] shards;
    private final Map<Integer, Tree> trees;

    /** The number of keys in the array of each copied shard; negative for other shards. */
    private final int[] counts = new int[SHARDS];

    private final Set<Integer> copiedTrees = new HashSet<>();

    Editor(Object[][] shards, Map<Integer, Tree> trees) {
      this.shards = shards.clone();
      this.trees = new HashMap<>(trees);
      Arrays.fill(counts, -1);
    }

    void put(Object key, Object value) {
      int hash = mix(key);
      int number = shard(hash);
      if (counts[number] < 0) {
        shards[number] = shards[number].clone();
        counts[number] = count(shards[number]);
      }
      put(number, key, hash, value);
    }

    private void put(int number, Object key, int hash, Object value) {
      Tree tree = trees.get(number);
      int slot = slot(shards[number], key, hash);
      if (tree != null && (slot < 0 || shards[number][slot] == null) && tree.holder(key) != null) {
        ownTree(number).put(key, value);
        return;
      }
      while (mustGrow(number, slot)) {
        grow(number);
        slot = slot(shards[number], key, hash);
      }
      if (slot < 0) {
        ownTree(number).put(key, value);
      } else {
        put(number, slot, key, value);
      }
    }

    private void put(int number, int slot, Object key, Object value) {
      Object[] shard = shards[number];
      if (shard[slot] == null) {
        shard[slot] = key;
        counts[number]++;
      }
      shard[slot + 1] = value;
    }

    /** Whether a new key would exceed the load factor, or finds a full window in a full array. */
    private boolean mustGrow(int number, int slot) {
      int slots = shards[number].length / 2;
      if (slot >= 0) {
        return shards[number][slot] == null && 4 * (counts[number] + 1) > 3 * slots;
      }
      return 4 * counts[number] > slots;
    }

    private void grow(int number) {
      Object[] before = shards[number];
      shards[number] = new Object[2 * before.length];
      counts[number] = 0;
      for (int from = 0; from < before.length; from += 2) {
        if (before[from] != null) {
          int slot = slot(shards[number], before[from], mix(before[from]));
          if (slot >= 0) {
            put(number, slot, before[from], before[from + 1]);
          } else {
            ownTree(number).put(before[from], before[from + 1]);
          }
        }
      }
    }

    private Tree ownTree(int number) {
      Tree tree = trees.get(number);
      if (copiedTrees.add(number)) {
        tree = tree == null ? new Tree() : new Tree(tree);
        trees.put(number, tree);
      }
      return Objects.requireNonNull(tree);
    }
  }

  /**
   * The slot of a key in a shard, or the free slot where it would be inserted; {@link #NO_SLOT} if
   * all slots of the window have other keys.
   */
  private static int slot(Object[] shard, Object key, int hash) {
    int mask = shard.length - 1;
    int slot = (hash << 1) & mask;
    for (int step = 0; step < WINDOW; step++) {
      Object other = shard[slot];
      if (other == null || other.equals(key)) {
        return slot;
      }
      slot = (slot + 2) & mask;
    }
    return NO_SLOT;
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
