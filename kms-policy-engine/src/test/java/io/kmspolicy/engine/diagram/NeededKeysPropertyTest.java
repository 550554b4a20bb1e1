package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.diagram.LeafSearch.Kinds;
import io.kmspolicy.engine.diagram.LeafSearch.Reached;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The keys that one pass over a diagram finds, against a search for each key (rule 6.13). */
@Label("keys that every determining set has")
@AddLifecycleHook(Seeds.class)
class NeededKeysPropertyTest {

  private static boolean isDetermined(
      DrawnDiagrams drawn, Map<Variable.Key, BitSet> chosen, List<Reached> roots) {
    return new LeafSearch(chosen, drawn.context()).all(roots, Kinds::isSingle);
  }

  private static boolean isDeterminedWithout(
      Variable.Key key, DrawnDiagrams drawn, List<Reached> roots) {
    Map<Variable.Key, BitSet> others = new HashMap<>(drawn.chosen());
    others.remove(key);
    return isDetermined(drawn, others, roots);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261129", tries = 3_000)
  @Label("6.13: without a key that is needed, the other keys do not determine the kind of leaf")
  void isNeeded_severalDiagrams_isNeverWrong(@ForAll Random random) {
    DrawnDiagrams drawn = DrawnDiagrams.draw(random, /* areAllChosen= */ true);

    NeededKeys found = NeededKeys.of(drawn.roots(), drawn.chosen(), drawn.context());

    boolean all = isDetermined(drawn, drawn.chosen(), drawn.roots());
    for (Variable.Key key : drawn.keys()) {
      boolean others = isDeterminedWithout(key, drawn, drawn.roots());
      if (found.isNeeded(key)) {
        assertThat(others).isFalse();
      }
      if (!found.isRead(key)) {
        assertThat(others).isEqualTo(all);
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261129", tries = 3_000)
  @Label("6.13: all keys that one diagram needs are found if each key has a value to follow")
  void isNeeded_oneDiagram_isTheSearch(@ForAll Random random) {
    DrawnDiagrams drawn = DrawnDiagrams.draw(random, /* areAllChosen= */ true);
    Reached root = drawn.roots().get(0);
    boolean haveValues =
        drawn.keys().stream()
            .allMatch(
                key ->
                    drawn.chosen().get(key).stream()
                        .anyMatch(
                            edge -> key.isPossible(edge, drawn.context(), root.emptyIsNull())));

    NeededKeys found = NeededKeys.of(List.of(root), drawn.chosen(), drawn.context());

    for (Variable.Key key : drawn.keys()) {
      assertThat(found.isNeeded(key))
          .isEqualTo(haveValues && !isDeterminedWithout(key, drawn, List.of(root)));
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261129", tries = 3_000)
  @Label("6.13: the smallest set is what removing one key after another leaves")
  void smallestSet_severalDiagrams_isTheSearchForEachKey(@ForAll Random random) {
    assertSmallest(DrawnDiagrams.draw(random, /* areAllChosen= */ true));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261129", tries = 3_000)
  @Label("6.13: the smallest set beside keys that have the same values known and unknown")
  void smallestSet_everyValueOfMostKeysFollowed_isTheSearchForEachKey(@ForAll Random random) {
    DrawnDiagrams drawn = DrawnDiagrams.draw(random, /* areAllChosen= */ true);
    RequestContext.Builder context = RequestContext.builder();
    for (Variable.Key key : drawn.keys()) {
      if (random.nextInt(3) == 0) {
        context.set(key.name(), drawn.context().get(key.name()));
      } else {
        context.set(key.name(), ContextValue.unknown());
        drawn.chosen().get(key).set(0, key.size());
      }
    }

    assertSmallest(new DrawnDiagrams(drawn.keys(), drawn.chosen(), drawn.roots(), context.build()));
  }

  private static void assertSmallest(DrawnDiagrams drawn) {
    Map<Variable.Key, BitSet> chosen = new HashMap<>(drawn.chosen());
    for (Variable.Key key : drawn.keys()) {
      BitSet edges = chosen.remove(key);
      if (!isDetermined(drawn, chosen, drawn.roots())) {
        chosen.put(key, edges);
      }
    }

    Set<Variable.Key> smallest =
        NeededKeys.smallestSet(drawn.roots(), drawn.chosen(), drawn.context());

    assertThat(smallest).isEqualTo(chosen.keySet());
  }

  @Example
  @Label("6.13: a key is not needed if all its leaves are of one kind")
  void isNeeded_leavesOfOneKind_isFalse() {
    NodeTable table = new NodeTable(WorkMeter.of(1_000));
    Variable.Key key = DrawnDiagrams.key(0);
    Variable.Key other = DrawnDiagrams.key(1);
    NeededKeys denied = needed(table.node(key, leaves(table, 2, 4, 6)), key, other);
    NeededKeys either = needed(table.node(key, leaves(table, 2, 1, 1)), key, other);

    assertThat(denied.isNeeded(key)).isFalse();
    assertThat(denied.isRead(key)).isTrue();
    assertThat(either.isNeeded(key)).isTrue();
    assertThat(either.isNeeded(other)).isFalse();
    assertThat(either.isRead(other)).isFalse();
  }

  private static List<Node> leaves(NodeTable table, int first, int second, int third) {
    return List.of(table.leaf(first), table.leaf(second), table.leaf(third));
  }

  private static NeededKeys needed(Node node, Variable.Key... keys) {
    Map<Variable.Key, BitSet> edges = new HashMap<>();
    for (Variable.Key key : keys) {
      BitSet all = new BitSet();
      all.set(0, key.size());
      edges.put(key, all);
    }
    return NeededKeys.of(List.of(new Reached(node, MatchResult.NO_MATCH)), edges, Cases.UNKNOWN);
  }
}
