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
