package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of a role on groups of keys, by the number of the group. */
class GroupRowsTest {

  private static GroupRows rows() {
    CompiledPrincipal role =
        CompiledPrincipal.compile(
            Caller.parse("arn:aws:sts::111122223333:assumed-role/deploy/s"),
            PolicySet.builder().build().principalPolicies(),
            Residuals.compiler());
    return Objects.requireNonNull(GroupRows.of(role, KeyGroups.empty()));
  }

  private static DecisionRow row() {
    return new DecisionRow(new DecisionRow.Masks(0));
  }

  @Test
  @DisplayName("Every group has its row, whatever its number, until the rows are cleared")
  void put_anyGroup_isFoundUntilCleared() {
    GroupRows rows = rows();
    for (int group : new int[] {0, 7, 8, 15, 16, KeyGroups.MAX_GROUPS - 1}) {
      DecisionRow row = row();
      assertThat(rows.row(group)).isNull();
      rows.put(group, row);
      assertThat(rows.row(group)).isSameAs(row);
    }
    assertThat(rows.size()).isEqualTo(6);
    rows.clear();
    assertThat(rows.size()).isZero();
    assertThat(rows.row(7)).isNull();
  }
}
