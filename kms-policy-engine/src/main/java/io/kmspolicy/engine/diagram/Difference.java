package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.request.ContextValue;
import java.util.List;
import java.util.Map;

/** Which requests one decision allows and another one does not. */
public sealed interface Difference {

  /** The number of nodes of the diagram; 0 if it was too large. */
  int nodes();

  /**
   * No request.
   *
   * @param open the choices that both decisions read; there is no request whatever their options
   * @param nodes the number of nodes that showed it
   */
  record None(List<OpenFact.Choice> open, int nodes) implements Difference {
    public None {
      open = List.copyOf(open);
    }
  }

  /**
   * Some request for certain.
   *
   * @param keys the values of condition keys; every other key may be absent
   * @param options the number of the option of each choice; every other choice may be the first
   */
  record Sure(Map<String, ContextValue> keys, Map<OpenFact.Choice, Integer> options, int nodes)
      implements Difference {
    public Sure {
      keys = Map.copyOf(keys);
      options = Map.copyOf(options);
    }
  }

  /**
   * Some request perhaps.
   *
   * @param open the choices on which it depends
   */
  record Open(List<OpenFact.Choice> open, int nodes) implements Difference {
    public Open {
      open = List.copyOf(open);
    }
  }

  /** The diagram would exceed its limits. */
  record TooLarge() implements Difference {
    @Override
    public int nodes() {
      return 0;
    }
  }
}
