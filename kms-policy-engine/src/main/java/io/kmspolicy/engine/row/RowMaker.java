package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.resource.KmsResource;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows that decisions do not find, by a {@link RowBuilder}. What keeps rows knows no more
 * of partial evaluation than this.
 */
public interface RowMaker {

  /**
   * A row that can decide an action.
   *
   * @param before a row of the same policies that cannot decide it, which is extended; null to make
   *     a new one
   * @param principal the policies of the caller
   * @param key the policies of the resource
   */
  DecisionRow row(
      @Nullable DecisionRow before,
      CompiledPrincipal principal,
      CompiledKey key,
      KmsResource resource,
      int action);
}
