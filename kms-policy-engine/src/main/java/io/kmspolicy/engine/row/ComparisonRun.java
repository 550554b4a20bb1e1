package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run of branches of a decision graph that compare the value of one key with texts, each of which
 * leads to the next if the value is none of its texts. For a value, the run finds the first branch
 * that lists it by a lookup, in place of a comparison at each branch.
 *
 * <p>A branch has a place in the run. Graphs are made from the last branch to the first, so the
 * last branch has the place 0.
 *
 * <p>Filled while its graph is made, and not changed afterwards.
 */
final class ComparisonRun {

  /** With fewer branches after a branch, comparing is cheaper than the lookup. */
  static final int MIN_FOLLOWING = 4;

  /** Fills the array of a text behind its places. */
  private static final int FREE = Integer.MAX_VALUE;

  private final Node end;

  /** The successor of each branch for a value that it lists, by place. */
  private final List<Node> successors = new ArrayList<>();

  /** The places of the branches that list a text, in ascending order. */
  private final Map<String, int[]> places = new HashMap<>();

  /**
   * A run without branches.
   *
   * @param end where the run leads if no branch lists the value
   */
  ComparisonRun(Node end) {
    this.end = end;
  }

  /**
   * The keys that tests of two formulas compare with texts so often that a run is worth it. Most
   * formulas have none, which the bits of the keys' names tell without a map.
   */
  static Set<String> keys(Formula deny, Formula allow) {
    int[] byBit = new int[Long.SIZE];
    forEachComparison(deny, key -> byBit[bit(key)]++);
    forEachComparison(allow, key -> byBit[bit(key)]++);
    Map<String, Integer> byKey = new HashMap<>();
    Consumer<String> count =
        key -> {
          if (byBit[bit(key)] > MIN_FOLLOWING) {
            byKey.merge(key, 1, Integer::sum);
          }
        };
    forEachComparison(deny, count);
    forEachComparison(allow, count);
    byKey.values().removeIf(tests -> tests <= MIN_FOLLOWING);
    return byKey.keySet();
  }

  private static int bit(String key) {
    return Long.numberOfTrailingZeros(ConditionContext.bit(key));
  }

  private static void forEachComparison(Formula formula, Consumer<String> keys) {
    if (formula instanceof Formula.Join join) {
      List<Formula> parts = join.parts();
      for (int i = 0; i < parts.size(); i++) {
        forEachComparison(parts.get(i), keys);
      }
    } else if (formula instanceof Formula.ConditionAtom test && test.textCount() > 0) {
      keys.accept(test.key());
    }
  }

  /** Whether a formula is a test that compares one of these keys with texts. */
  static boolean comparesOneOf(Set<String> keys, Formula formula) {
    return !keys.isEmpty()
        && formula instanceof Formula.ConditionAtom test
        && test.textCount() > 0
        && keys.contains(test.key());
  }

  /**
   * The parts of a conjunction or a disjunction in an order in which those that compare the same
   * key first follow each other before all others, so that their branches form a run. The order
   * does not change the result.
   *
   * @param keys the keys whose comparisons form runs
   */
  static List<Formula> together(List<Formula> parts, Set<String> keys) {
    if (keys.isEmpty() || parts.size() <= MIN_FOLLOWING) {
      return parts;
    }
    Map<String, List<Formula>> groups = new LinkedHashMap<>();
    List<Formula> others = new ArrayList<>();
    for (Formula part : parts) {
      String key = firstKey(part, keys);
      List<Formula> group =
          key == null ? others : groups.computeIfAbsent(key, unused -> new ArrayList<>());
      group.add(part);
    }
    List<Formula> together = new ArrayList<>(parts.size());
    groups.values().forEach(together::addAll);
    together.addAll(others);
    return together;
  }

  /** The key that a part compares first; null if it begins with another test. */
  private static @Nullable String firstKey(Formula part, Set<String> keys) {
    Formula first = part;
    while (first instanceof Formula.Join join) {
      first = join.parts().get(0);
    }
    return comparesOneOf(keys, first) ? ((Formula.Atom) first).key() : null;
  }

  /** The number of branches. */
  int size() {
    return successors.size();
  }

  /**
   * Adds a branch before all others; its place is the number of branches before.
   *
   * @param successor where it leads for a value that is one of its texts
   */
  void add(Set<String> texts, Node successor) {
    int place = successors.size();
    for (String text : texts) {
      places.merge(text, new int[] {place}, ComparisonRun::with);
    }
    successors.add(successor);
  }

  private static int[] with(int[] held, int[] added) {
    int size = ~Arrays.binarySearch(held, added[0]);
    int[] grown = held;
    if (size == held.length) {
      grown = Arrays.copyOf(held, 2 * size);
      Arrays.fill(grown, size, grown.length, FREE);
    }
    grown[size] = added[0];
    return grown;
  }

  /** Where the branches from a place on lead for a value. */
  Node next(int place, String value) {
    int[] listing = places.get(value);
    if (listing == null) {
      return end;
    }
    int found = Arrays.binarySearch(listing, place);
    int index = found >= 0 ? found : ~found - 1;
    return index < 0 ? end : successors.get(listing[index]);
  }
}
