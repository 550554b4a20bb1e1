package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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

  /** Keys of one hash code. Counts the comparisons of keys. */
  private record Colliding(int number, AtomicLong steps) implements Comparable<Colliding> {
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
    public int compareTo(Colliding other) {
      steps.incrementAndGet();
      return Integer.compare(number, other.number);
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

  /** A key with a hash code of its choice. */
  private record Name(int number, int hash) {
    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** Names of few shards, of which each third has one hash code. */
  private static List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      names.add(new Name(i, i % 3 == 0 ? 40 : i % 10));
    }
    return names;
  }

  private static Map<Name, Integer> changes(List<Name> names, int count, Random random) {
    Map<Name, Integer> changes = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Name name = names.get(random.nextInt(names.size()));
      changes.put(new Name(name.number(), name.hash()), random.nextInt(100));
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
  @DisplayName("Crowded shards hold what a plain map holds, in every copy")
  void with_crowdedShards_isAPlainMap(long seed) {
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
}
