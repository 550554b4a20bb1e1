package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.Residuals;
import io.kmspolicy.engine.row.RowSizes;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of all callers: which row is found, which entry counts it, and the statistics. */
class RowStoreTest {

  private static final String ACCOUNT = "arn:aws:kms:us-west-2:111122223333:";
  private static final String ONE = ACCOUNT + "key/1234abcd-12ab-34cd-56ef-1234567890aa";
  private static final String TWO = ACCOUNT + "key/1234abcd-12ab-34cd-56ef-1234567890bb";
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");

  private static final CompiledPrincipal PRINCIPAL =
      Residuals.compiler().compile(ALICE, PolicySet.builder().build().principalPolicies());

  /** Decrypt is tested against the context, and Encrypt is tested otherwise. */
  private static final CompiledKey BEFORE = allowing("a");

  private static final CompiledKey AFTER = allowing("b");

  private static final PrincipalPolicies OWN = PrincipalPolicies.unknown();

  /** An entry of the cache without its row. */
  private static final int ENTRY = RowStore.ENTRY_BYTES;

  private static final int MAXIMUM = 1 << 20;

  private static final int DECRYPT = Residuals.compiler().index().number("kms:Decrypt");
  private static final int ENCRYPT = Residuals.compiler().index().number("kms:Encrypt");

  private final RowStore store = Stores.of(/* bytes= */ 1 << 20, 1 << 12);

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
  @DisplayName("A row that entries share counts once, as long as one of them has it")
  void ready_sharedRow_countsOnceUntilTheLastEntryIsReplaced() {
    DecisionRow shared = ready(ONE, BEFORE, DECRYPT);
    long first = store.bytes();
    assertThat(first).isEqualTo(ENTRY + RowSizes.of(shared));
    assertThat(ready(TWO, BEFORE, DECRYPT)).isSameAs(shared);
    assertThat(store.bytes()).isEqualTo(first + ENTRY);

    int other = RowSizes.of(ready(TWO, AFTER, DECRYPT));
    assertThat(store.bytes())
        .as("the first entry counts it still")
        .isEqualTo(first + ENTRY + other);
    ready(ONE, AFTER, DECRYPT);
    assertThat(store.bytes()).isEqualTo(2 * ENTRY + other);
    assertThat(ready(TWO, BEFORE, DECRYPT)).isSameAs(shared);
    assertThat(store.bytes())
        .as("the entry that counted the other row has it no more, and another one has it")
        .isEqualTo(2 * ENTRY + other + RowSizes.of(shared));
    ready(ONE, BEFORE, DECRYPT);
    assertThat(store.bytes()).isEqualTo(2 * ENTRY + RowSizes.of(shared));
  }

  @Test
  @DisplayName("Rows that differ share the bytes of equal residual policies")
  void ready_rowsWithOneResidualPolicy_countItOnce() {
    DecisionRow one = ready(ONE, BEFORE, DECRYPT);
    long before = store.bytes();
    DecisionRow more = ready(TWO, BEFORE, ENCRYPT);

    assertThat(more).isNotSameAs(one);
    assertThat(store.bytes() - before - ENTRY).isLessThan(RowSizes.of(more));
  }

  private static String key(int number) {
    return ACCOUNT + "key/1234abcd-12ab-34cd-56ef-%012x".formatted(number);
  }

  private Rows rows(CallerRows caller) {
    return caller.of(OWN, same -> PRINCIPAL);
  }

  @Test
  @DisplayName(
      "The rows of all callers keep to one bound, and those that are evicted leave the tables")
  void ready_manyEqualRows_keepToTheBound() {
    RowStore small = Stores.of(MAXIMUM, 1 << 14);
    CallerRows caller = small.of(ALICE);
    for (int key = 1; key <= 12_000; key++) {
      rows(caller).ready(small, asked(key(key), BEFORE), DECRYPT);
      rows(caller).ready(small, asked(key(key), BEFORE), ENCRYPT); // The same place.
      if (key % 100 == 0) {
        assertThat(small.bytes()).isLessThanOrEqualTo(MAXIMUM + MAXIMUM / 32);
      }
    }

    assertThat(small.evicted()).isPositive();
    assertThat(small.bytes()).isGreaterThan(MAXIMUM / 2);
    int found = 0;
    for (int key = 1; key <= 12_000; key++) {
      found += rows(caller).find(key(key), KeyPolicies.unknown()) == null ? 0 : 1;
    }
    assertThat((long) found).isPositive().isLessThanOrEqualTo(small.size());
    small.clear();
    assertThat(small.rowsInTables()).isZero();
    assertThat(small.size()).isZero();
    assertThat(small.bytes()).isZero();
  }

  @Test
  @DisplayName("Evicted rows leave the table of a role whose path only the policies' owner knows")
  void ready_roleWithoutPath_losesEvictedRows() {
    RowStore small = Stores.of(MAXIMUM, 1 << 14);
    Caller asking = Caller.parse("arn:aws:sts::111122223333:assumed-role/app/s");
    CompiledPrincipal known =
        Residuals.compiler().compile(Caller.parse("arn:aws:iam::111122223333:role/teams/app"), OWN);
    CallerRows caller = small.of(((Caller.RoleCaller) asking).anySession());
    for (int key = 0; key < 12_000; key++) {
      caller.of(OWN, same -> known).ready(small, asked(key(key), BEFORE), DECRYPT);
    }
    long found = 0;
    for (int key = 0; key < 12_000; key++) {
      boolean has = caller.of(OWN, same -> known).find(key(key), KeyPolicies.unknown()) != null;
      found += has ? 1 : 0;
    }
    assertThat(small.evicted()).isPositive();
    assertThat(found).isPositive().isLessThanOrEqualTo(small.size());
  }

  @Test
  @DisplayName("Rows of which no two are equal keep to the bound")
  void ready_manyDifferentRows_keepToTheBound() {
    RowStore small = Stores.of(MAXIMUM, 1 << 12);
    CallerRows caller = small.of(ALICE);
    for (int key = 0; key < 4_000; key++) {
      rows(caller).ready(small, asked(key(key), allowing("vpc-" + key)), DECRYPT);
      assertThat(small.bytes()).isLessThanOrEqualTo(MAXIMUM + MAXIMUM / 32);
    }
    assertThat(small.evicted()).isPositive();
    assertThat(small.bytes()).isGreaterThan(MAXIMUM / 2);
  }

  @Test
  @DisplayName("Tables with half of the bytes start empty again; their rows are found in the cache")
  void grew_tablesOfManyCallers_startEmptyAgain() {
    RowStore small = Stores.of(MAXIMUM, 1 << 14);
    List<CallerRows> callers = new ArrayList<>();
    long made = 0;
    boolean emptied = false;
    for (int number = 0; number < 1_500 && !emptied; number++) {
      Caller caller = Caller.parse("arn:aws:iam::111122223333:user/u" + number);
      CompiledPrincipal principal =
          Residuals.compiler().compile(caller, PolicySet.builder().build().principalPolicies());
      CallerRows own = small.of(caller);
      callers.add(own);
      own.of(OWN, same -> principal).ready(small, asked(ONE, BEFORE), DECRYPT);
      emptied = small.rowsInTables() == 0;
      made = small.made();
      assertThat(small.bytes()).isLessThanOrEqualTo(MAXIMUM + MAXIMUM / 32);
    }

    assertThat(emptied).isTrue();
    assertThat(callers).hasSizeGreaterThan(MAXIMUM / 2 / 800);
    assertThat(small.size()).isEqualTo(callers.size());
    assertThat(made).isEqualTo(callers.size());
  }

  @Test
  @DisplayName("Rows of shapes fill the bound of the tables; a row costs few visits of callers")
  void grew_rowsOfShapes_visitFewCallers() {
    RowStore small = Stores.of(1, 1 << 12);
    List<CallerRows> callers = new ArrayList<>();
    for (int number = 0; number < 400; number++) {
      callers.add(small.of(Caller.parse("arn:aws:iam::111122223333:user/u" + number)));
    }
    int rows = 2_000;
    for (int row = 0; row < rows; row++) {
      AskedResource asked = asked(key(row), allowing("vpc-" + row));
      small.hold(small.extended(null, PRINCIPAL, asked, DECRYPT));
      small.grew(0);
    }

    assertThat(small.visits()).isPositive().isLessThan(3L * rows);
    assertThat(small.bytes()).isLessThanOrEqualTo(2L * RowStore.LEAST_OF_TABLES);
    assertThat(callers).hasSize(400);
  }
}
