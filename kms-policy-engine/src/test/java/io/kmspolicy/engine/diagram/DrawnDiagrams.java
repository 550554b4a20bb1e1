package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.diagram.LeafSearch.Reached;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Diagrams over the same keys, drawn at random.
 *
 * @param keys the keys a to d
 * @param chosen the edges that are followed of each key that is chosen
 * @param roots one to three diagrams
 * @param context in which some of the keys are known to be present
 */
record DrawnDiagrams(
    List<Variable.Key> keys,
    Map<Variable.Key, BitSet> chosen,
    List<Reached> roots,
    RequestContext context) {

  /** Absent, the empty text and another text, so that a present key cannot have all of them. */
  private static final List<List<ContextValue>> VALUES =
      List.of(
          List.of(ContextValue.absent()),
          List.of(ContextValue.of("")),
          List.of(ContextValue.of("x")));

  private static final int KEYS = 4;

  static DrawnDiagrams draw(Random random, boolean areAllChosen) {
    List<Variable.Key> keys = new ArrayList<>();
    Map<Variable.Key, BitSet> chosen = new LinkedHashMap<>();
    RequestContext.Builder values = RequestContext.builder();
    for (int i = 0; i < KEYS; i++) {
      Variable.Key key = key(i);
      values.set(
          key.name(),
          random.nextInt(3) == 0 ? ContextValue.presentUnknown() : ContextValue.unknown());
      keys.add(key);
      if (areAllChosen || random.nextBoolean()) {
        BitSet edges = new BitSet();
        edges.set(random.nextInt(VALUES.size()));
        edges.set(random.nextInt(VALUES.size()));
        chosen.put(key, edges);
      }
    }
    NodeTable table = new NodeTable(WorkMeter.of(1_000_000));
    List<Reached> roots = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      MatchResult reading = random.nextBoolean() ? MatchResult.MATCH : MatchResult.NO_MATCH;
      roots.add(new Reached(node(table, keys, random, 0), reading));
    }
    return new DrawnDiagrams(keys, chosen, roots, values.build());
  }

  /** A key with three values. */
  static Variable.Key key(int position) {
    ValueClasses classes = new ValueClasses(VALUES, (value, counter) -> Variable.ODD);
    return new Variable.Key(position, "aws:" + (char) ('a' + position), classes);
  }

  private static Node node(NodeTable table, List<Variable.Key> keys, Random random, int from) {
    if (from == KEYS || random.nextInt(4) == 0) {
      return table.leaf(random.nextInt(3) == 0 ? 1 + random.nextInt(7) : 4);
    }
    int key = from + random.nextInt(KEYS - from);
    List<Node> children = new ArrayList<>();
    for (int edge = 0; edge < VALUES.size(); edge++) {
      children.add(node(table, keys, random, key + 1));
    }
    return table.node(keys.get(key), children);
  }
}
