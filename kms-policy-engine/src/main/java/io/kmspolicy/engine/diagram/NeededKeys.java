package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.diagram.LeafSearch.Kinds;
import io.kmspolicy.engine.diagram.LeafSearch.Reached;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds keys that no set of keys that determines the kind of leaf lacks, in one pass over the nodes
 * of the diagrams: two values of such a key lead to nodes from which the same values of all other
 * keys lead to leaves of different kinds. Such values exist if the nodes differ in the diagram that
 * is reduced to the kinds of its leaves (Bryant 1986).
 *
 * <p>A key that has other values when it is known than when it is not may be needed though it is
 * not found: with others left out, or by several diagrams together. {@link LeafSearch} finds out.
 * Not thread-safe.
 */
final class NeededKeys {

  private final Map<Variable.Key, BitSet> edges;
  private final ConditionContext context;
  private final StepCounter counter;
  private final Map<MatchResult, Reading> readings = new EnumMap<>(MatchResult.class);
  private final Set<Variable.Key> needed = new HashSet<>();
  private final Set<Variable.Key> read = new HashSet<>();
  private final Set<Node> seen = new HashSet<>();

  private NeededKeys(Map<Variable.Key, BitSet> edges, ConditionContext context) {
    this.edges = edges;
    this.context = context;
    this.counter = StepCounter.of(context);
  }

  /**
   * The smallest set of keys whose values determine the kind of leaf, whatever the other keys are,
   * in the order of the keys; all keys if even they do not determine it. Greedy deletion; the
   * result does not depend on the order, because the keys are independent. Only a key that may be
   * needed though it is not found takes a search.
   *
   * @param keys the edges of each key that are followed if the key is known
   * @param context the context in which a key that is not known is unknown
   */
  static Set<Variable.Key> smallestSet(
      List<Reached> roots, Map<Variable.Key, BitSet> keys, ConditionContext context) {
    if (!isDetermined(roots, keys, context)) {
      return keys.keySet();
    }
    NeededKeys found = of(roots, keys, context);
    Map<Variable.Key, BitSet> chosen = new LinkedHashMap<>(keys);
    chosen.keySet().removeIf(found::isDispensable);
    for (Variable.Key key : List.copyOf(chosen.keySet())) {
      if (!found.isNeeded(key)) {
        Map<Variable.Key, BitSet> others = new LinkedHashMap<>(chosen);
        others.remove(key);
        if (isDetermined(roots, others, context)) {
          chosen = others;
        }
      }
    }
    return chosen.keySet();
  }

  private static boolean isDetermined(
      List<Reached> roots, Map<Variable.Key, BitSet> chosen, ConditionContext context) {
    return new LeafSearch(chosen, context).all(roots, Kinds::isSingle);
  }

  /**
   * The needed keys of some diagrams.
   *
   * @param edges the edges of each key that are followed if the key is known
   * @param context the context in which a key that is not known is unknown
   */
  static NeededKeys of(
      List<Reached> roots, Map<Variable.Key, BitSet> edges, ConditionContext context) {
    NeededKeys keys = new NeededKeys(edges, context);
    for (Reached root : roots) {
      keys.addRead(root.node());
      keys.readings
          .computeIfAbsent(root.emptyIsNull(), reading -> keys.new Reading(reading))
          .visit(root.node());
    }
    return keys;
  }

  /** Whether a key is found to be needed. */
  boolean isNeeded(Variable.Key key) {
    return needed.contains(key);
  }

  /** Whether some diagram reads a key. */
  boolean isRead(Variable.Key key) {
    return read.contains(key);
  }

  /**
   * Whether the other keys determine the kind of leaf without a key, if all keys together do: no
   * diagram reads it, or it is not needed and has the same values whether it is known or not. Then
   * each diagram has one kind for all of these values.
   */
  private boolean isDispensable(Variable.Key key) {
    if (isNeeded(key)) {
      return false;
    }
    return !isRead(key) || readings.values().stream().allMatch(reading -> reading.followsAll(key));
  }

  private void addRead(Node node) {
    if (node instanceof Node.Inner inner && seen.add(inner)) {
      counter.spend(1);
      read.add(key(inner));
      inner.children().forEach(this::addRead);
    }
  }

  private static Variable.Key key(Node.Inner inner) {
    if (inner.variable() instanceof Variable.Key key) {
      return key;
    }
    throw new IllegalStateException("a variable that is no key");
  }

  /** The diagrams under one reading of rule 3.5. */
  private final class Reading {

    private final MatchResult emptyIsNull;
    private final Map<Variable.Key, BitSet> possible = new HashMap<>();
    private final Map<Variable.Key, BitSet> followed = new HashMap<>();

    /**
     * Whether each key has an edge to follow, so that every node has values that lead to leaves.
     */
    private final boolean isComplete;

    private final Set<Node> visited = new HashSet<>();

    /** Nodes from which the same values lead to the same kinds have the same number. */
    private final Map<Node, Integer> numbers = new HashMap<>();

    private final Map<Object, Integer> shapes = new HashMap<>();

    /** An inner node of the reduced diagram. */
    private record Shape(Variable.Key key, List<Integer> children) {}

    Reading(MatchResult emptyIsNull) {
      this.emptyIsNull = emptyIsNull;
      edges.forEach(this::add);
      this.isComplete = followed.values().stream().noneMatch(BitSet::isEmpty);
    }

    private void add(Variable.Key key, BitSet known) {
      BitSet all = new BitSet();
      for (int edge = 0; edge < key.size(); edge++) {
        all.set(edge, key.isPossible(edge, context, emptyIsNull));
      }
      BitSet both = (BitSet) all.clone();
      both.and(known);
      possible.put(key, all);
      followed.put(key, both);
    }

    /** Whether every value that an unknown key can have is followed if the key is known. */
    boolean followsAll(Variable.Key key) {
      return isComplete && edgesOf(key, possible).equals(edgesOf(key, edges));
    }

    /** Visits the nodes that some values of the keys lead to. */
    void visit(Node node) {
      if (!isComplete || !(node instanceof Node.Inner inner) || !visited.add(inner)) {
        return;
      }
      Variable.Key key = key(inner);
      if (!needed.contains(key) && !areSame(numbers(inner, edgesOf(key, possible)))) {
        needed.add(key);
      }
      edgesOf(key, followed).stream().forEach(edge -> visit(inner.children().get(edge)));
    }

    private List<Integer> numbers(Node.Inner inner, BitSet chosen) {
      counter.spend(1L + chosen.cardinality());
      List<Integer> found = new ArrayList<>(chosen.cardinality());
      for (int edge = chosen.nextSetBit(0); edge >= 0; edge = chosen.nextSetBit(edge + 1)) {
        found.add(number(inner.children().get(edge)));
      }
      return found;
    }

    private int number(Node node) {
      Integer known = numbers.get(node);
      if (known != null) {
        return known;
      }
      int number;
      if (node instanceof Node.Inner inner) {
        Variable.Key key = key(inner);
        List<Integer> children = numbers(inner, edgesOf(key, followed));
        number = areSame(children) ? children.get(0) : numberOf(new Shape(key, children));
      } else {
        number = numberOf(Kinds.of(((Node.Leaf) node).value()));
      }
      numbers.put(node, number);
      return number;
    }

    private int numberOf(Object shape) {
      Integer known = shapes.putIfAbsent(shape, shapes.size());
      return known == null ? shapes.size() - 1 : known;
    }
  }

  private static BitSet edgesOf(Variable.Key key, Map<Variable.Key, BitSet> edges) {
    return Objects.requireNonNull(edges.get(key), "a key without edges");
  }

  private static boolean areSame(List<Integer> numbers) {
    return numbers.stream().distinct().count() <= 1;
  }
}
