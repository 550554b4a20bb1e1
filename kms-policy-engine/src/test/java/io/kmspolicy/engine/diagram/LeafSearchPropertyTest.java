package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.diagram.LeafSearch.Kinds;
import io.kmspolicy.engine.diagram.LeafSearch.Reached;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The search of leaves against following every combination of values by itself (rule 6.13). */
@Label("leaves for combinations of values")
@AddLifecycleHook(Seeds.class)
class LeafSearchPropertyTest {

  /** Absent, the empty text and another text, so that a present key cannot have all of them. */
  private static final List<List<ContextValue>> VALUES =
      List.of(
          List.of(ContextValue.absent()),
          List.of(ContextValue.of("")),
          List.of(ContextValue.of("x")));

  private static final int KEYS = 4;
  private static final int MANY = 1_000;

  /** The keys a to d, some known to be present. */
  private final List<Variable.Key> keys = new ArrayList<>();

  private final Map<Variable.Key, BitSet> chosen = new HashMap<>();
  private final List<Reached> roots = new ArrayList<>();
  private RequestContext context = RequestContext.empty();

  /** Draws a diagram; the tries of a property share the object. */
  private void draw(Random random, boolean areAllChosen) {
    keys.clear();
    chosen.clear();
    roots.clear();
    RequestContext.Builder values = RequestContext.builder();
    NodeTable table = new NodeTable(WorkMeter.of(1_000_000));
    for (int i = 0; i < KEYS; i++) {
      String name = "aws:" + (char) ('a' + i);
      values.set(
          name, random.nextInt(3) == 0 ? ContextValue.presentUnknown() : ContextValue.unknown());
      ValueClasses classes = new ValueClasses(VALUES, (value, counter) -> Variable.ODD);
      Variable.Key key = new Variable.Key(i, name, classes);
      keys.add(key);
      if (areAllChosen || random.nextBoolean()) {
        BitSet edges = new BitSet();
        edges.set(random.nextInt(VALUES.size()));
        edges.set(random.nextInt(VALUES.size()));
        chosen.put(key, edges);
      }
    }
    context = values.build();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      MatchResult reading = random.nextBoolean() ? MatchResult.MATCH : MatchResult.NO_MATCH;
      roots.add(new Reached(node(table, random, 0), reading));
    }
  }

  private Node node(NodeTable table, Random random, int from) {
    if (from == KEYS || random.nextInt(4) == 0) {
      return table.leaf(random.nextInt(3) == 0 ? 1 + random.nextInt(7) : 4);
    }
    int key = from + random.nextInt(KEYS - from);
    List<Node> children = new ArrayList<>();
    for (int edge = 0; edge < VALUES.size(); edge++) {
      children.add(node(table, random, key + 1));
    }
    return table.node(keys.get(key), children);
  }

  /** Every combination of the chosen edges. */
  private List<Map<Variable.Key, Integer>> combinations() {
    List<Map<Variable.Key, Integer>> combinations = new ArrayList<>(List.of(Map.of()));
    for (Map.Entry<Variable.Key, BitSet> entry : chosen.entrySet()) {
      List<Map<Variable.Key, Integer>> longer = new ArrayList<>();
      for (Map<Variable.Key, Integer> one : combinations) {
        entry.getValue().stream()
            .forEach(
                edge -> {
                  Map<Variable.Key, Integer> more = new HashMap<>(one);
                  more.put(entry.getKey(), edge);
                  longer.add(more);
                });
      }
      combinations.clear();
      combinations.addAll(longer);
    }
    return combinations;
  }

  private void addLeaves(
      Node node, MatchResult reading, Map<Variable.Key, Integer> combination, Set<Integer> leaves) {
    if (node instanceof Node.Leaf leaf) {
      leaves.add(leaf.value());
      return;
    }
    Node.Inner inner = (Node.Inner) node;
    Variable.Key key = (Variable.Key) inner.variable();
    for (int edge = 0; edge < key.size(); edge++) {
      if (combination.getOrDefault(key, edge) == edge && key.isPossible(edge, context, reading)) {
        addLeaves(inner.children().get(edge), reading, combination, leaves);
      }
    }
  }

  private Kinds kinds(Map<Variable.Key, Integer> combination) {
    Set<Integer> leaves = new HashSet<>();
    for (Reached root : roots) {
      addLeaves(root.node(), root.emptyIsNull(), combination, leaves);
    }
    return new Kinds(
        leaves.contains(1),
        leaves.stream().anyMatch(leaf -> (leaf & 1) == 0),
        leaves.stream().anyMatch(leaf -> leaf != 1 && (leaf & 1) != 0));
  }

  private static boolean isNone(Kinds kinds) {
    return !kinds.allowed() && !kinds.denied() && !kinds.open();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127", tries = 2_000)
  @Label("6.13: a predicate holds for all combinations if it holds for each of them that occurs")
  void all_anyDiagram_isThePredicateOfEachCombination(@ForAll Random random) {
    draw(random, /* areAllChosen= */ false);
    LeafSearch search = new LeafSearch(chosen, context);
    List<Predicate<Kinds>> predicates =
        List.of(Kinds::isCertain, Kinds::isSingle, kinds -> !kinds.open(), Kinds::denied);
    for (Predicate<Kinds> wanted : predicates) {
      boolean expected =
          combinations().stream()
              .map(this::kinds)
              .allMatch(kinds -> isNone(kinds) || wanted.test(kinds));

      assertThat(search.all(roots, wanted)).isEqualTo(expected);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127", tries = 2_000)
  @Label("6.13: the combinations that are left open are found once each, up to a limit")
  void open_anyDiagram_areTheCombinationsWithoutACertainResult(@ForAll Random random) {
    draw(random, /* areAllChosen= */ true);
    LeafSearch search = new LeafSearch(chosen, context);
    List<Map<Variable.Key, Integer>> found = search.open(roots, MANY);
    for (Map<Variable.Key, Integer> combination : combinations()) {
      Kinds kinds = kinds(combination);
      long paths =
          found.stream()
              .filter(path -> combination.entrySet().containsAll(path.entrySet()))
              .count();

      assertThat(paths).isEqualTo(isNone(kinds) || kinds.isCertain() ? 0 : 1);
    }
    for (int limit = 0; limit < 4; limit++) {
      assertThat(search.open(roots, limit))
          .isEqualTo(found.subList(0, Math.min(limit, found.size())));
    }
  }

  @Example
  @Label("6.13: a result is certain if only allowed leaves are reached, or only denied ones")
  void isCertain_allKinds_isOneKindButOpen() {
    for (int bits = 0; bits < 8; bits++) {
      boolean open = (bits & 4) != 0;
      Kinds kinds = new Kinds((bits & 1) != 0, (bits & 2) != 0, open);

      assertThat(kinds.isSingle()).isEqualTo(Integer.bitCount(bits) == 1);
      assertThat(kinds.isCertain()).isEqualTo(Integer.bitCount(bits) == 1 && !open);
    }
  }
}
