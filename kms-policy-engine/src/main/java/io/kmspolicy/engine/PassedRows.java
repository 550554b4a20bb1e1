package io.kmspolicy.engine;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowTable;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;

/**
 * The rows of one caller for the policies that were last passed to it. The reference of this record
 * and the references in its table are read without locks; whoever reads one compares what it was
 * made of before use.
 *
 * @param own the caller's layers as passed
 * @param principal the compiled form of layers that are equal to them
 * @param rows by the resource's ARN
 */
record PassedRows(PrincipalPolicies own, CompiledPrincipal principal, RowTable<Row> rows) {

  /**
   * A row of one resource.
   *
   * @param key the resource's layers as passed
   * @param row a row of layers that are equal to them
   */
  record Row(KeyPolicies key, DecisionRow row) {

    /** Whether these are the same layers. A new record of the same layers counts as the same. */
    @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
    boolean isOf(KeyPolicies other) {
      return key == other
          || (key.key() == other.key()
              && key.grants() == other.grants()
              && key.resourceControl() == other.resourceControl()
              && key.manager() == other.manager());
    }
  }

  /** Whether these are the same layers. A new record of the same layers counts as the same. */
  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  boolean isOf(PrincipalPolicies other) {
    return own == other
        || (own.identity() == other.identity()
            && own.permissionsBoundary() == other.permissionsBoundary()
            && own.session() == other.session()
            && own.serviceControl() == other.serviceControl()
            && own.vpcEndpoint() == other.vpcEndpoint());
  }
}
