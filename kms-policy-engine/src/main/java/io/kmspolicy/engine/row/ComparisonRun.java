package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run of nodes of a decision graph that compare the value of one key with texts, each of which
 * leads to the next if the value is none of its texts. For a value, the run finds the first node
 * that lists it by a lookup, in place of a comparison at each node.
 *
 * <p>A node has a place in the run. Graphs are made from the last node to the first, so the last
 * node has the place 0.
 *
 * <p>Filled while its graph is made, and not changed afterwards.
 */
final class ComparisonRun {

  /** With fewer nodes after a node, comparing is cheaper than the lookup. */
  static final int MIN_FOLLOWING = 4;

  private final TestStep end;

  /** The successor of each node for a value that it lists, by place. */
  private final List<TestStep> successors = new ArrayList<>();

  private final Map<String, Places> places = new HashMap<>();

  /** The places of the nodes that list one text. */
  private static final class Places {

    private int[] ascending = new int[1];
    private int size;

    void add(int place) {
      if (size == ascending.length) {
        ascending = Arrays.copyOf(ascending, 2 * size);
      }
      ascending[size++] = place;
    }

    /** The greatest place up to a limit; -1 if there is none. */
    int last(int limit) {
      if (size == 1) {
        return ascending[0] <= limit ? ascending[0] : -1;
      }
      int found = Arrays.binarySearch(ascending, 0, size, limit);
      int index = found >= 0 ? found : -found - 2;
      return index < 0 ? -1 : ascending[index];
    }
  }

  /**
   * A run without nodes.
   *
   * @param end where the run leads if no node lists the value
   */
  ComparisonRun(TestStep end) {
    this.end = end;
  }

  /**
   * The parts of a conjunction or a disjunction in an order in which those that compare the same
   * key first follow each other, so that their nodes form a run. The order does not change the
   * result.
   */
  static List<Formula> together(List<Formula> parts) {
    if (parts.size() <= MIN_FOLLOWING) {
      return parts;
    }
    Map<Object, List<Formula>> groups = new LinkedHashMap<>();
    for (Formula part : parts) {
      groups.computeIfAbsent(group(part), unused -> new ArrayList<>()).add(part);
    }
    List<Formula> together = new ArrayList<>(parts.size());
    groups.values().forEach(together::addAll);
    return together;
  }

  /** The key that a part compares first; the part itself if it begins with another test. */
  private static Object group(Formula part) {
    Formula first = part;
    while (first instanceof Formula.Join join) {
      first = join.parts().get(0);
    }
    return first instanceof CompiledCondition test && test.textCount() > 0 ? test.key() : part;
  }

  /** The number of nodes. */
  int size() {
    return successors.size();
  }

  /** Adds a node before all others; its place is the number of nodes before. */
  void add(TestStep.Listed node) {
    for (String text : node.texts()) {
      places.computeIfAbsent(text, unused -> new Places()).add(successors.size());
    }
    successors.add(node.same());
  }

  /** Where the nodes from a place on lead for a value. */
  TestStep next(int place, String value) {
    Places listing = places.get(value);
    int found = listing == null ? -1 : listing.last(place);
    return found < 0 ? end : successors.get(found);
  }
}
