package io.kmspolicy.engine.table;

import io.kmspolicy.model.request.Caller.RoleCaller;
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
  record None() implements CompiledLayer {
    private static final None INSTANCE = new None();
  }

  /** The layer could not be read. */
  record Unknown() implements CompiledLayer {
    private static final Unknown INSTANCE = new Unknown();
  }

  /** A layer without policies; one object for all keys. */
  static CompiledLayer none() {
    return None.INSTANCE;
  }

  /** A layer that could not be read; one object for all keys. */
  static CompiledLayer unknown() {
    return Unknown.INSTANCE;
  }

  /**
   * Whether the resource patterns of the layer tell keys apart by partition, Region and account
   * only.
   */
  default boolean matchesByPlace() {
    if (this instanceof Tables known) {
      for (DecisionTable table : known.levels()) {
        if (!table.matchesByPlace()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a policy of the layer names a session of this role as a principal. */
  default boolean namesSessionOf(RoleCaller role) {
    if (this instanceof Tables known) {
      for (DecisionTable table : known.levels()) {
        if (table.sessions().contains(role)) {
          return true;
        }
      }
    }
    return false;
  }
}
