package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.diagram.LeafSearch.Kinds;
import io.kmspolicy.engine.diagram.LeafSearch.Reached;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
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

  private static final int MANY = 1_000;

  /** Every combination of the chosen edges. */
  private static List<Map<Variable.Key, Integer>> combinations(DrawnDiagrams drawn) {
    List<Map<Variable.Key, Integer>> combinations = new ArrayList<>(List.of(Map.of()));
    for (Map.Entry<Variable.Key, BitSet> entry : drawn.chosen().entrySet()) {
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

  private static void addLeaves(
      Node node,
      Map<Variable.Key, Integer> combination,
      BiPredicate<Variable.Key, Integer> isPossible,
      Set<Integer> leaves) {
    if (node instanceof Node.Leaf leaf) {
      leaves.add(leaf.value());
      return;
    }
    Node.Inner inner = (Node.Inner) node;
    Variable.Key key = (Variable.Key) inner.variable();
    for (int edge = 0; edge < key.size(); edge++) {
      if (combination.getOrDefault(key, edge) == edge && isPossible.test(key, edge)) {
        addLeaves(inner.children().get(edge), combination, isPossible, leaves);
      }
    }
  }

  private static Kinds kinds(DrawnDiagrams drawn, Map<Variable.Key, Integer> combination) {
    Set<Integer> leaves = new HashSet<>();
    for (Reached root : drawn.roots()) {
      addLeaves(
          root.node(),
          combination,
          (key, edge) -> key.isPossible(edge, drawn.context(), root.emptyIsNull()),
          leaves);
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
    DrawnDiagrams drawn = DrawnDiagrams.draw(random, /* areAllChosen= */ false);
    LeafSearch search = new LeafSearch(drawn.chosen(), drawn.context());
    List<Predicate<Kinds>> predicates =
        List.of(Kinds::isCertain, Kinds::isSingle, kinds -> !kinds.open(), Kinds::denied);
    for (Predicate<Kinds> wanted : predicates) {
      boolean expected =
          combinations(drawn).stream()
              .map(combination -> kinds(drawn, combination))
              .allMatch(kinds -> isNone(kinds) || wanted.test(kinds));

      assertThat(search.all(drawn.roots(), wanted)).isEqualTo(expected);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127", tries = 2_000)
  @Label("6.13: the combinations that are left open are found once each, up to a limit")
  void open_anyDiagram_areTheCombinationsWithoutACertainResult(@ForAll Random random) {
    DrawnDiagrams drawn = DrawnDiagrams.draw(random, /* areAllChosen= */ true);
    LeafSearch search = new LeafSearch(drawn.chosen(), drawn.context());
    List<Map<Variable.Key, Integer>> found = search.open(drawn.roots(), MANY);
    for (Map<Variable.Key, Integer> combination : combinations(drawn)) {
      Kinds kinds = kinds(drawn, combination);
      long paths =
          found.stream()
              .filter(path -> combination.entrySet().containsAll(path.entrySet()))
              .count();

      assertThat(paths).isEqualTo(isNone(kinds) || kinds.isCertain() ? 0 : 1);
    }
    for (int limit = 0; limit < 4; limit++) {
      assertThat(search.open(drawn.roots(), limit))
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
