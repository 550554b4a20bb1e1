package io.kmspolicy.engine.table;

import java.util.List;

/** A compiled layer. */
public sealed interface CompiledLayer {

  /**
   * The policies are known.
   *
   * @param levels one table per level; a layer without levels has one table
   */
  record Tables(List<DecisionTable> levels) implements CompiledLayer {
    public Tables {
      levels = List.copyOf(levels);
    }
  }

  /** No policies are attached. */
  record None() implements CompiledLayer {}

  /** The layer could not be read. */
  record Unknown() implements CompiledLayer {}
}
