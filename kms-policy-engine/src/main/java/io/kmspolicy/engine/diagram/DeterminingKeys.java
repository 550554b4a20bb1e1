package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.diagram.LeafSearch.Kinds;
import io.kmspolicy.engine.diagram.LeafSearch.Reached;
import io.kmspolicy.model.request.ConditionContext;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sets of keys whose values determine the kind of leaf, whatever the other keys are. */
final class DeterminingKeys {

  private DeterminingKeys() {}

  /**
   * The smallest set, in the order of the keys; all keys if even they do not determine the kind.
   * Greedy deletion; the result does not depend on the order, because the keys are independent.
   * Only the keys that {@link NeededKeys} leaves open take a search each.
   *
   * @param keys the edges of each key that are followed if the key is known
   * @param context the context in which a key that is not known is unknown
   */
  static Set<Variable.Key> smallest(
      List<Reached> roots, Map<Variable.Key, BitSet> keys, ConditionContext context) {
    if (!isDetermined(roots, keys, context)) {
      return keys.keySet();
    }
    NeededKeys found = NeededKeys.of(roots, keys, context);
    Map<Variable.Key, BitSet> chosen = keys;
    for (Variable.Key key : keys.keySet()) {
      if (found.isNeeded(key)) {
        continue;
      }
      Map<Variable.Key, BitSet> others = new LinkedHashMap<>(chosen);
      others.remove(key);
      if (!found.isRead(key) || isDetermined(roots, others, context)) {
        chosen = others;
      }
    }
    return chosen.keySet();
  }

  private static boolean isDetermined(
      List<Reached> roots, Map<Variable.Key, BitSet> chosen, ConditionContext context) {
    return new LeafSearch(chosen, context).all(roots, Kinds::isSingle);
  }
}
