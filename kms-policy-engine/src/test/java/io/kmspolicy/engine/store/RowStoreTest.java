package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.Residuals;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of all callers: which row is found, which entry counts it, and the statistics. */
class RowStoreTest {

  private static final String ACCOUNT = "arn:aws:kms:us-west-2:111122223333:";
  private static final String ONE = ACCOUNT + "key/1234abcd-12ab-34cd-56ef-1234567890aa";
  private static final String TWO = ACCOUNT + "key/1234abcd-12ab-34cd-56ef-1234567890bb";
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");

  private static final CompiledPrincipal PRINCIPAL =
      CompiledPrincipal.compile(
          ALICE, PolicySet.builder().build().principalPolicies(), Residuals.compiler());

  /** Decrypt is tested against the context, and Encrypt is tested otherwise. */
  private static final CompiledKey BEFORE = allowing("a");

  private static final CompiledKey AFTER = allowing("b");

  private static final PrincipalPolicies OWN = PrincipalPolicies.unknown();

  /** An entry of the cache without its row. */
  private static final int ENTRY = 160;

  private static final int DECRYPT = Residuals.compiler().index().number("kms:Decrypt");
  private static final int ENCRYPT = Residuals.compiler().index().number("kms:Encrypt");

  private final RowStore store =
      new RowStore(Residuals.compiler(), new RowInterner(), /* bytes= */ 1 << 20, 1 << 12);

  private static CompiledKey allowing(String vpc) {
    return Residuals.compiled(
        Policies.key(
            "{'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'*',"
                + "'Condition':{'StringEquals':{'aws:SourceVpc':'"
                + vpc
                + "'}}}"));
  }

  private static AskedResource asked(String arn, CompiledKey key) {
    return new AskedResource(arn, KmsResource.parse(arn), KeyPolicies.unknown(), key);
  }

  private DecisionRow ready(String arn, CompiledKey key, int action) {
    return store.ready(PRINCIPAL, asked(arn, key), action);
  }

  @Test
  @DisplayName("A row is found for its policies and actions, and is made or extended otherwise")
  void ready_row_isTheOneThatWasMadeOfThesePolicies() {
    DecisionRow row = ready(ONE, BEFORE, DECRYPT);

    assertThat(ready(ONE, BEFORE, DECRYPT)).isSameAs(row);
    assertThat(ready(ONE, allowing("a"), DECRYPT)).as("equal policies").isSameAs(row);
    assertThat(store.found()).isEqualTo(2);
    assertThat(store.made()).isEqualTo(1);
    assertThat(store.extended()).isEqualTo(1);
    assertThat(ready(ONE, BEFORE, ENCRYPT).canDecide(DECRYPT)).as("keeps what it had").isTrue();
    assertThat(store.found()).isEqualTo(3);
    assertThat(store.made()).isEqualTo(1);
    assertThat(store.extended()).isEqualTo(2);
    assertThat(ready(ONE, AFTER, DECRYPT)).as("other policies").isNotEqualTo(row);
    assertThat(store.made()).isEqualTo(2);
    assertThat(store.size()).isEqualTo(1);
    assertThat(store.firstDecisions()).isEqualTo(3);
  }

  @Test
  @DisplayName("Aliases whose names have equal hash codes have rows of their own")
  void ready_equalHashCodes_tellsTheNamesApart() {
    String alias = ACCOUNT + "alias/Aa";
    String other = ACCOUNT + "alias/BB";
    ready(alias, BEFORE, DECRYPT);
    ready(other, BEFORE, DECRYPT);

    assertThat(alias).hasSameHashCodeAs(other);
    assertThat(store.found()).isZero();
    assertThat(store.size()).isEqualTo(2);
  }

  @Test
  @DisplayName("A row without an entry is counted as made or found, and as extended if it was")
  void extended_row_countsWhatHappened() {
    DecisionRow made = store.extended(null, PRINCIPAL, asked(ONE, BEFORE), DECRYPT);
    assertThat(store.made()).isEqualTo(1);
    assertThat(store.found()).isZero();
    assertThat(store.extended()).isEqualTo(1);
    assertThat(store.extended(made, PRINCIPAL, asked(ONE, BEFORE), DECRYPT)).isSameAs(made);
    store.extended(made, PRINCIPAL, asked(ONE, BEFORE), ENCRYPT);
    assertThat(store.made()).isEqualTo(1);
    assertThat(store.found()).isEqualTo(1);
    assertThat(store.extended()).isEqualTo(2);
    assertThat(store.size()).isZero();
  }

  @Test
  @DisplayName("One entry counts a row that many share; when it is replaced, the next one does")
  void ready_replacedEntry_leavesTheRowToTheNext() {
    DecisionRow shared = ready(ONE, BEFORE, DECRYPT);
    long first = store.bytes();
    assertThat(first).isEqualTo(ENTRY + shared.bytes());
    assertThat(ready(TWO, BEFORE, DECRYPT)).isSameAs(shared);
    assertThat(store.bytes()).isEqualTo(first + ENTRY);

    int other = ready(TWO, AFTER, DECRYPT).bytes();
    assertThat(store.bytes())
        .as("the first entry counts it still")
        .isEqualTo(first + ENTRY + other);
    ready(ONE, AFTER, DECRYPT);
    assertThat(store.bytes()).isEqualTo(2 * ENTRY + other);
    assertThat(ready(TWO, BEFORE, DECRYPT)).isSameAs(shared);
    assertThat(store.bytes()).isEqualTo(2 * ENTRY + shared.bytes());
  }

  private static String key(int number) {
    return ACCOUNT + "key/1234abcd-12ab-34cd-56ef-%012x".formatted(number);
  }

  private Rows rows(CallerRows caller) {
    return caller.of(OWN, same -> PRINCIPAL);
  }

  @Test
  @DisplayName("The tables of all callers start empty again at their bound, each time alike")
  void added_manyEntries_emptiesTheTablesAtTheirBound() {
    RowStore small = new RowStore(Residuals.compiler(), new RowInterner(), 1 << 20, 1 << 12);
    long most = (1 << 19) / RowStore.TABLE_ENTRY_BYTES;
    CallerRows caller = small.of(ALICE);
    for (int key = 1; key <= most; key++) {
      rows(caller).ready(small, asked(key(key), BEFORE), DECRYPT);
      rows(caller).ready(small, asked(key(key), BEFORE), ENCRYPT); // The same place.
    }
    assertThat(small.rowsInTables()).isEqualTo(most);
    int emptied = 0;
    for (int key = 0; key < 2 * most - 200; key++) {
      rows(caller).ready(small, asked(key(-key), BEFORE), DECRYPT);
      assertThat(small.rowsInTables()).isLessThanOrEqualTo(most);
      emptied += small.rowsInTables() == 0 ? 1 : 0;
    }
    assertThat(emptied).isEqualTo(2);
    small.clear();
    assertThat(small.rowsInTables()).isZero();
    assertThat(small.bytes()).isZero();
  }

  @Test
  @DisplayName("A row that is evicted counts with the tables that may have it still")
  void ready_evictedRows_countWithTheTables() {
    int bytes = 4 * 1_024 * RowStore.TABLE_ENTRY_BYTES;
    RowStore small = new RowStore(Residuals.compiler(), new RowInterner(), bytes, 1 << 12);
    CallerRows caller = small.of(ALICE);
    long most = 0;
    for (int key = 0; key < 4_000; key++) {
      CompiledKey own = allowing("vpc-" + key);
      int row = rows(caller).ready(small, asked(key(key), own), DECRYPT).bytes();
      most = Math.max(most, small.rowsInTables() * (row + RowStore.TABLE_ENTRY_BYTES));
      assertThat(small.bytes()).isLessThanOrEqualTo(bytes + row + RowStore.TABLE_ENTRY_BYTES);
    }
    assertThat(small.evicted()).isPositive();
    assertThat(most).as("the bytes that the tables keep").isBetween(bytes / 2L, (long) bytes);
  }
}
