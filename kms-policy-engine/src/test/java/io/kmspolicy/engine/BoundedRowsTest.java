package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompileLimits;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of all callers are counted and removed by visiting the callers that have some. */
class BoundedRowsTest {

  private static final int CALLERS = 1_000;
  private static final int KEYS = 20;
  private static final long BYTES = 1 << 20;

  private final RowInterner interner = new RowInterner();
  private final PolicyCompiler compiler =
      new PolicyCompiler(
          KmsCatalogue.bundled(),
          new ActionIndex(KmsCatalogue.bundled()),
          CompileLimits.DEFAULT,
          new StepBudget(StepBudget.OF_A_CHECK));
  private final DecisionPoint point =
      new DecisionPoint(
          compiler, interner, BYTES, RequestEvaluator.tables(compiler, interner), snapshot(0));
  private final BoundedRows rows = new BoundedRows(point, BYTES, 1 << 10);

  private static String arn(int key) {
    return "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-%012d".formatted(key);
  }

  private static Caller caller(int number) {
    return Caller.parse("arn:aws:iam::111122223333:user/user-" + number);
  }

  /** Each caller may do everything with each key. */
  private static PolicySnapshot snapshot(int version) {
    PolicySnapshot.Builder builder = PolicySnapshot.builder();
    for (int i = 0; i < CALLERS; i++) {
      builder.principal(
          caller(i),
          Policies.identity(
              "{'Sid':'V%d','Effect':'Allow','Action':'kms:*','Resource':'*'}".formatted(version)));
    }
    for (int key = 0; key < KEYS; key++) {
      KeyPolicies policies =
          Policies.key(
              "{'Sid':'S%d','Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}"
                  .formatted(key));
      builder.key(KmsResource.parse(arn(key)), policies);
    }
    return builder.build();
  }

  private List<PrincipalHandle> handles() {
    List<PrincipalHandle> handles = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      handles.add(new PrincipalHandle(point, rows, caller(i)));
    }
    return handles;
  }

  private static void decide(PrincipalHandle handle, int key) {
    assertThat(handle.decide("kms:Decrypt", arn(key), RequestContext.empty()))
        .isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("Callers without rows are not visited, and a caller is visited once")
  void listed_fewCallersDecide_areThese() {
    List<PrincipalHandle> handles = handles();
    for (int key = 0; key < KEYS; key++) {
      decide(handles.get(3), key);
      decide(handles.get(700), key);
    }

    assertThat(rows.listed()).isEqualTo(2);
    assertThat(rows.held()).isPositive();
  }

  @Test
  @DisplayName("After rows were removed, a caller that decides again is listed again")
  void clear_thenDecide_listsAndRemovesAgain() {
    List<PrincipalHandle> handles = handles();
    decide(handles.get(1), 0);
    long held = rows.held();
    for (int round = 0; round < 3; round++) {
      rows.clear();
      assertThat(rows.held()).isZero();
      assertThat(rows.listed()).isZero();

      decide(handles.get(1), 0);
      assertThat(rows.held()).isEqualTo(held);
      assertThat(rows.listed()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("The rows of a caller whose policies stay the same count after a publication")
  void held_afterAPublication_countsRowsOnce() {
    List<PrincipalHandle> handles = handles();
    decide(handles.get(1), 0);
    decide(handles.get(1), 1);
    long held = rows.held();

    point.publish(snapshot(0));
    decide(handles.get(1), 0);

    assertThat(rows.held()).isEqualTo(held);
    assertThat(rows.listed()).isEqualTo(1);
    rows.clear();
    assertThat(rows.held()).isZero();
  }

  /** A caller of whose rows no two are equal: each key has a condition test of its own. */
  private static PolicySnapshot distinctRows(int keys) {
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder().principal(caller(0), Policies.identity());
    for (int key = 0; key < keys; key++) {
      builder.key(
          KmsResource.parse(arn(key)),
          Policies.key(
              "{'Effect':'Allow','Principal':{'AWS':'%s'},'Action':'kms:*','Resource':'*',"
                      .formatted(caller(0).arn())
                  + "'Condition':{'StringEquals':{'kms:EncryptionContext:key':'%04d'}}}"
                      .formatted(key)));
    }
    return builder.build();
  }

  /** The numbers of rows that are held before they are removed, while keys are asked for. */
  private List<Long> fillings(PrincipalHandle handle, BoundedRows bounded, int keys) {
    List<Long> fillings = new ArrayList<>();
    long before = 0;
    for (int key = 0; key < keys; key++) {
      handle.decide("kms:Decrypt", arn(key), RequestContext.empty());
      long held = bounded.held() + point.groupedKeys();
      if (held < before) {
        assertThat(held).isZero();
        fillings.add(before);
      }
      before = held;
    }
    return fillings;
  }

  @Test
  @DisplayName("The tables fill up to the same bytes each time, with entries and distinct rows")
  void added_manyDistinctRows_fillsTheTablesEquallyEachTime() {
    int keys = 1_200;
    point.publish(distinctRows(keys));
    BoundedRows small = new BoundedRows(point, 0, 1 << 12);
    List<Long> fillings = fillings(new PrincipalHandle(point, small, caller(0)), small, keys);

    assertThat(fillings).hasSizeGreaterThan(2).containsOnly(fillings.get(0));
    // An entry takes 208 bytes and its row more than 800.
    assertThat(fillings.get(0)).isBetween(30L, 1_024L * 208 / (208 + 800));
  }

  @Test
  @DisplayName("Keys in groups count as entries, and leave their groups with the rows")
  void added_manyGroupedKeys_areRemovedAtTheBound() {
    int keys = 2_500;
    Caller role = Caller.parse("arn:aws:iam::111122223333:role/App");
    KeyPolicies delegating = Policies.key(Policies.DELEGATING);
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder()
            .principal(
                role, Policies.identity("{'Effect':'Allow','Action':'kms:*','Resource':'*'}"));
    for (int key = 0; key < keys; key++) {
      builder.key(KmsResource.parse(arn(key)), delegating);
    }
    point.publish(builder.build());
    BoundedRows small = new BoundedRows(point, 0, 1 << 12);
    List<Long> fillings = fillings(new PrincipalHandle(point, small, role), small, keys);

    assertThat(fillings).hasSize(2).allMatch(held -> held > 960 && held <= 1_025);
  }
}
