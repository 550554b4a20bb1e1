package io.kmspolicy.engine;

import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowTable;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;

/**
 * The rows of one caller for the policies that were last passed to it. References to this record
 * and to its rows are read without locks; a reader compares the policies of a row before it uses
 * the row.
 *
 * @param own the caller's layers, as they were passed
 * @param principal the compiled form of these or equal layers
 * @param rows the rows by the resource's ARN
 */
record PassedRows(PrincipalPolicies own, CompiledPrincipal principal, RowTable<Row> rows) {

  /**
   * A row of one resource.
   *
   * @param key the resource's layers, as they were passed
   * @param row a row built from these or equal layers
   */
  record Row(KeyPolicies key, DecisionRow row) {

    boolean isOf(KeyPolicies other) {
      return isSame(key, other);
    }
  }

  boolean isOf(PrincipalPolicies other) {
    return isSame(own, other);
  }

  /** Whether two are the same layers. A new record of the same layers counts as the same. */
  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  static boolean isSame(PrincipalPolicies left, PrincipalPolicies right) {
    return left == right
        || (left.identity() == right.identity()
            && left.permissionsBoundary() == right.permissionsBoundary()
            && left.session() == right.session()
            && left.serviceControl() == right.serviceControl()
            && left.vpcEndpoint() == right.vpcEndpoint());
  }

  /** Whether two are the same layers. A new record of the same layers counts as the same. */
  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  static boolean isSame(KeyPolicies left, KeyPolicies right) {
    return left == right
        || (left.key() == right.key()
            && left.grants() == right.grants()
            && left.resourceControl() == right.resourceControl()
            && left.manager() == right.manager());
  }
}
