package io.kmspolicy.engine.table;

import java.util.List;

/** A layer in compiled form. */
public sealed interface CompiledLayer {

  /**
   * The policies are known.
   *
   * @param levels one table a level; a layer that is no organization's has one level
   */
  record Tables(List<DecisionTable> levels) implements CompiledLayer {
    public Tables {
      levels = List.copyOf(levels);
    }
  }

  /** Known to be none. */
  record None() implements CompiledLayer {}

  /** The layer could not be read. */
  record Unknown() implements CompiledLayer {}
}
