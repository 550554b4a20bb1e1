package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map of a snapshot: every copy is equal to a plain map, also after later changes. */
@Label("sharded map")
@AddLifecycleHook(Seeds.class)
class ShardedMapTest {

  /** Keys with many hash collisions, within a shard and across shards. */
  private record Key(int number) {
    @Override
    public int hashCode() {
      return number % 5;
    }
  }

  @Provide
  Arbitrary<List<Map<Key, Integer>>> changes() {
    return Arbitraries.maps(
            Arbitraries.integers().between(0, 30).map(Key::new),
            Arbitraries.integers().between(0, 9))
        .ofMaxSize(12)
        .list()
        .ofMaxSize(5);
  }

  @Property(seed = "20261124", tries = 300)
  @Label("every copy holds its own entries, also after others were made of it")
  void with_manyChanges_isAMapEachTime(@ForAll("changes") List<Map<Key, Integer>> changes) {
    List<ShardedMap<Key, Integer>> copies = new ArrayList<>();
    List<Map<Key, Integer>> expected = new ArrayList<>();
    copies.add(ShardedMap.empty());
    expected.add(new HashMap<>());
    for (Map<Key, Integer> change : changes) {
      copies.add(copies.get(copies.size() - 1).with(change));
      Map<Key, Integer> next = new HashMap<>(expected.get(expected.size() - 1));
      next.putAll(change);
      expected.add(next);
    }
    for (int i = 0; i < copies.size(); i++) {
      for (int number = 0; number <= 31; number++) {
        Key key = new Key(number);
        assertThat(copies.get(i).get(key)).isEqualTo(expected.get(i).get(key));
      }
    }
  }

  @Test
  void own_listedKey_isTheFirstObject() {
    Key first = new Key(1);
    ShardedMap<Key, Integer> map =
        ShardedMap.<Key, Integer>empty().with(Map.of(first, 1)).with(Map.of(new Key(1), 2));
    Key other = new Key(2);

    assertThat(map.own(new Key(1))).isSameAs(first);
    assertThat(map.get(new Key(1))).isEqualTo(2);
    assertThat(map.own(other)).isSameAs(other);
  }

  @Test
  void changedSince_oneMoreEntry_isThatOneBothWays() {
    ShardedMap<Integer, String> before = ShardedMap.<Integer, String>empty().with(Map.of(1, "a"));
    ShardedMap<Integer, String> after = before.with(Map.of(2, "b"));

    assertThat(after.changedSince(before)).containsExactly(2);
    assertThat(before.changedSince(after)).containsExactly(2);
    assertThat(after.changedSince(after)).isEmpty();
  }

  @Test
  void with_oneOfManyEntries_changesThatOne() {
    Map<Integer, Integer> many = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      many.put(i, i);
    }
    ShardedMap<Integer, Integer> map = ShardedMap.<Integer, Integer>empty().with(many);
    ShardedMap<Integer, Integer> changed = map.with(Map.of(7, -7));
    Set<Integer> different = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      if (!map.get(i).equals(changed.get(i))) {
        different.add(i);
      }
    }

    assertThat(different).containsExactly(7);
  }

  /** Keys of one hash code. Counts the comparisons of keys, and the texts made of them. */
  private record Colliding(int number, AtomicLong steps) {
    @Override
    public boolean equals(Object other) {
      steps.incrementAndGet();
      return other instanceof Colliding that && number == that.number;
    }

    @Override
    public int hashCode() {
      return 7;
    }

    @Override
    public String toString() {
      steps.incrementAndGet();
      return "key-" + number;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 4_000, 16_000})
  @DisplayName("Names with equal hash codes are added and found in a bounded number of steps each")
  void with_equalHashCodes_isLinear(int count) {
    AtomicLong steps = new AtomicLong();
    IdentityHashMap<Colliding, Integer> half = new IdentityHashMap<>();
    IdentityHashMap<Colliding, Integer> rest = new IdentityHashMap<>();
    for (int i = 0; i < count; i++) {
      (i < count / 2 ? half : rest).put(new Colliding(i, steps), i);
    }
    ShardedMap<Colliding, Integer> before = ShardedMap.<Colliding, Integer>empty().with(half);
    ShardedMap<Colliding, Integer> after = before.with(rest);
    for (int i = 0; i < count; i++) {
      Colliding key = new Colliding(i, steps);
      assertThat(after.get(key)).isEqualTo(i);
      assertThat(before.get(key)).isEqualTo(i < count / 2 ? i : null);
      assertThat(after.own(key)).isNotSameAs(key);
    }
    Colliding one = new Colliding(count - 1, steps);
    IdentityHashMap<Colliding, Integer> change = new IdentityHashMap<>();
    change.put(one, -1);
    assertThat(after.with(change).get(one)).isEqualTo(-1);
    assertThat(steps.get()).isLessThanOrEqualTo(1_000L * count);

    assertThat(after.changedSince(before).stream().map(Colliding::number))
        .hasSize(count - count / 2);
  }

  /**
   * A key with a hash code and a text of its choice. Of keys with equal hash codes, some are in a
   * tree.
   */
  private record Name(int number, int hash, String text) {
    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * The inverse of the multiplier of the map's hash function: the hash codes that are its small
   * multiples are all in one shard, next to one another.
   */
  private static final int NEAR = 0xE8B2F51;

  private static int near(int number) {
    return number * NEAR;
  }

  /** Names of which each third has one hash code, and of which some share a text. */
  private static List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      names.add(i % 3 == 0 ? new Name(i, near(40), "t" + i % 40) : new Name(i, near(i), "t" + i));
    }
    return names;
  }

  private static Map<Name, Integer> changes(List<Name> names, int count, Random random) {
    Map<Name, Integer> changes = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Name name = names.get(random.nextInt(names.size()));
      changes.put(new Name(name.number(), name.hash(), name.text()), random.nextInt(100));
    }
    return changes;
  }

  private static Set<Name> changed(
      List<Name> names, Map<Name, Integer> before, Map<Name, Integer> after) {
    Set<Name> changed = new HashSet<>(names);
    changed.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
    return changed;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @DisplayName("A crowded shard with a tree holds what a plain map holds, in every copy")
  void with_crowdedShard_isAPlainMap(long seed) {
    Random random = new Random(seed);
    List<Name> names = names();
    List<ShardedMap<Name, Integer>> copies = new ArrayList<>(List.of(ShardedMap.empty()));
    List<Map<Name, Integer>> expected = new ArrayList<>(List.of(Map.of()));
    Map<Name, Name> firsts = new HashMap<>();
    for (int count : new int[] {60, 100, 300, 100, 3, 1, 900}) {
      Map<Name, Integer> changes = changes(names, count, random);
      changes.keySet().forEach(name -> firsts.putIfAbsent(name, name));
      copies.add(copies.get(copies.size() - 1).with(changes));
      Map<Name, Integer> next = new HashMap<>(expected.get(expected.size() - 1));
      next.putAll(changes);
      expected.add(next);
    }
    for (int i = 0; i < copies.size(); i++) {
      ShardedMap<Name, Integer> copy = copies.get(i);
      Map<Name, Integer> plain = expected.get(i);
      assertThat(copy.keys()).isEqualTo(plain.keySet());
      for (Name name : names) {
        assertThat(copy.get(name)).isEqualTo(plain.get(name));
        assertThat(copy.own(name)).isSameAs(plain.containsKey(name) ? firsts.get(name) : name);
      }
      for (int j = 0; j < i; j++) {
        assertThat(copy.changedSince(copies.get(j)))
            .isEqualTo(changed(names, expected.get(j), plain));
      }
    }
  }

  @Test
  @DisplayName("Names that find no place when their shard grows are kept in the tree")
  void with_displacedByGrowth_isAPlainMap() {
    int slots = 256; // after the first names, and before the last one
    Map<Name, Integer> expected = new LinkedHashMap<>();
    // Behind the end, they stand in the first slots, and are moved first when the shard grows.
    addNear(expected, 97, number -> 60 + number);
    addNear(expected, 29, number -> slots - 30);
    addNear(expected, 40, number -> slots - 1);
    addNear(expected, 15, number -> slots - 10);
    // Growing moves the shard to 512 slots, where no other name has the place of these.
    addNear(expected, 12, number -> 160 + number);

    ShardedMap<Name, Integer> map = ShardedMap.empty();
    for (Map.Entry<Name, Integer> entry : expected.entrySet()) {
      map = map.with(Map.of(entry.getKey(), entry.getValue()));
    }

    assertThat(map.keys()).isEqualTo(expected.keySet());
    for (Map.Entry<Name, Integer> entry : expected.entrySet()) {
      assertThat(map.get(entry.getKey())).as("%s", entry.getKey()).isEqualTo(entry.getValue());
    }
  }

  private static void addNear(Map<Name, Integer> names, int count, IntUnaryOperator place) {
    for (int i = 0; i < count; i++) {
      int number = names.size();
      names.put(new Name(number, near(place.applyAsInt(i)), "t" + number), number);
    }
  }

  /** A key that must be found by its hash code alone. */
  private record Untold(int number) {
    @Override
    public int hashCode() {
      return near(number);
    }

    @Override
    public String toString() {
      throw new AssertionError("the text of key " + number);
    }
  }

  @Test
  @DisplayName("Names with different hash codes, added one at a time, are in no tree of texts")
  void with_differentHashCodes_makesNoTree() {
    ShardedMap<Untold, Integer> map = ShardedMap.empty();
    for (int i = 0; i < 400; i++) {
      map = map.with(Map.of(new Untold(i), i));
    }

    assertThat(map.keys()).hasSize(400);
  }
}
