package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Visits the leaves of a diagram for every combination of values of chosen keys. For one
 * combination, all leaves are reached that some values of the other keys lead to: the subset
 * construction of finite automata (Rabin, Scott 1959), with the variables in their order. Equal
 * sets of reached nodes are visited once. Not thread-safe.
 */
final class LeafSearch {

  private final Map<Variable.Key, BitSet> chosen;
  private final ConditionContext context;
  private final StepCounter counter;
  private final Set<State> visited = new HashSet<>();

  /** A node that is reached under one reading of rule 3.5. */
  record Reached(Node node, MatchResult emptyIsNull) {}

  /**
   * The kinds of leaves: whether a leaf is reached where the request is allowed, where it is
   * denied, and where the decision is open.
   */
  record Kinds(boolean allowed, boolean denied, boolean open) {

    /** No value leads to the combination. */
    private static final Kinds NONE = new Kinds(false, false, false);

    static Kinds of(int leaf) {
      return NONE.with(leaf);
    }

    private Kinds with(int leaf) {
      Outcomes outcomes = OutcomeBits.outcomes(leaf);
      return outcomes.isOpen()
          ? new Kinds(allowed, denied, true)
          : new Kinds(allowed || outcomes.allowed(), denied || !outcomes.allowed(), open);
    }

    boolean isSingle() {
      return (allowed ? 1 : 0) + (denied ? 1 : 0) + (open ? 1 : 0) == 1;
    }

    boolean isCertain() {
      return isSingle() && !open;
    }
  }

  /** Inner nodes that are reached, and the kinds of the leaves that are reached. */
  private record State(Set<Reached> nodes, Kinds kinds) {}

  /**
   * A search.
   *
   * @param chosen the edges of each chosen key that are followed
   * @param context the context in which the other keys are unknown
   */
  LeafSearch(Map<Variable.Key, BitSet> chosen, ConditionContext context) {
    this.chosen = chosen;
    this.context = context;
    this.counter = StepCounter.of(context);
  }

  /** Whether a predicate holds for every combination of values of the chosen keys. */
  boolean all(List<Reached> roots, Predicate<Kinds> wanted) {
    visited.clear();
    return all(state(roots, Kinds.NONE), wanted);
  }

  private boolean all(State state, Predicate<Kinds> wanted) {
    if (state.nodes().isEmpty()) {
      return state.kinds().equals(Kinds.NONE) || wanted.test(state.kinds());
    }
    if (!visited.add(state)) {
      return true;
    }
    Variable.Key key = first(state);
    BitSet edges = chosen.get(key);
    if (edges == null) {
      return all(afterAll(state, key), wanted);
    }
    for (int edge = edges.nextSetBit(0); edge >= 0; edge = edges.nextSetBit(edge + 1)) {
      if (!all(after(state, key, edge), wanted)) {
        return false;
      }
    }
    return true;
  }

  /** Combinations of edges, up to a limit, that reach an open leaf or leaves of several kinds. */
  List<Map<Variable.Key, Integer>> open(List<Reached> roots, int limit) {
    visited.clear();
    List<Map<Variable.Key, Integer>> found = new ArrayList<>();
    addOpen(state(roots, Kinds.NONE), new HashMap<>(), found, limit);
    return found;
  }

  /** Whether a combination was added. A state from which there is none is visited once. */
  private boolean addOpen(
      State state,
      Map<Variable.Key, Integer> path,
      List<Map<Variable.Key, Integer>> found,
      int limit) {
    if (state.nodes().isEmpty()) {
      Kinds kinds = state.kinds();
      boolean isOpen = !kinds.isCertain() && !kinds.equals(Kinds.NONE);
      return isOpen && found.size() < limit && found.add(Map.copyOf(path));
    }
    if (visited.contains(state) || found.size() >= limit) {
      return false;
    }
    Variable.Key key = first(state);
    BitSet edges = chosen.getOrDefault(key, new BitSet());
    boolean added = false;
    for (int edge = edges.nextSetBit(0); edge >= 0; edge = edges.nextSetBit(edge + 1)) {
      path.put(key, edge);
      added |= addOpen(after(state, key, edge), path, found, limit);
      path.remove(key);
    }
    if (!added) {
      visited.add(state);
    }
    return added;
  }

  private static Variable.Key first(State state) {
    Variable.Key first = null;
    for (Reached reached : state.nodes()) {
      if (reached.node() instanceof Node.Inner inner
          && inner.variable() instanceof Variable.Key key
          && (first == null || key.position() < first.position())) {
        first = key;
      }
    }
    if (first == null) {
      throw new IllegalStateException("a variable that is no key");
    }
    return first;
  }

  private State after(State state, Variable.Key key, int edge) {
    List<Reached> next = new ArrayList<>();
    for (Reached reached : state.nodes()) {
      if (!isAt(reached, key)) {
        next.add(reached);
      } else if (key.isPossible(edge, context, reached.emptyIsNull())) {
        next.add(child(reached, edge));
      }
    }
    return state(next, state.kinds());
  }

  private State afterAll(State state, Variable.Key key) {
    List<Reached> next = new ArrayList<>();
    for (Reached reached : state.nodes()) {
      if (!isAt(reached, key)) {
        next.add(reached);
        continue;
      }
      for (int edge = 0; edge < key.size(); edge++) {
        if (key.isPossible(edge, context, reached.emptyIsNull())) {
          next.add(child(reached, edge));
        }
      }
    }
    return state(next, state.kinds());
  }

  @SuppressWarnings("ReferenceEquality") // a diagram has one object per variable
  private static boolean isAt(Reached reached, Variable.Key key) {
    return reached.node() instanceof Node.Inner inner && inner.variable() == key;
  }

  private static Reached child(Reached reached, int edge) {
    return reached.node() instanceof Node.Inner inner
        ? new Reached(inner.children().get(edge), reached.emptyIsNull())
        : reached;
  }

  private State state(List<Reached> all, Kinds before) {
    counter.spend(1L + all.size());
    Set<Reached> inner = new LinkedHashSet<>();
    Kinds kinds = before;
    for (Reached reached : all) {
      if (reached.node() instanceof Node.Leaf leaf) {
        kinds = kinds.with(leaf.value());
      } else {
        inner.add(reached);
      }
    }
    return new State(inner, kinds);
  }
}
