package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.Residuals;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.lang.reflect.RecordComponent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of a caller are valid on the policies that they are of, and on no others. */
class RowsTest {

  private static final Caller ROLE =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/deploy/s");
  private static final PrincipalPolicies OWN =
      Policies.identity("{'Effect':'Allow','Action':'kms:*','Resource':'*'}");
  private static final KeyPolicies DELEGATING = Policies.key(Policies.DELEGATING);
  private static final int DECRYPT = Residuals.compiler().index().number("kms:Decrypt");

  private final RowStore store = Stores.of(1 << 20, 1 << 10);

  private static CompiledPrincipal compiled(Caller caller) {
    return Residuals.compiler().compile(caller, OWN);
  }

  private static AskedResource key(int number) {
    KmsResource key =
        new KmsResource.Key(
            "aws", "us-west-2", "111122223333", "1234abcd-12ab-34cd-56ef-%012x".formatted(number));
    return new AskedResource(key.arn(), key, DELEGATING, Residuals.compiled(DELEGATING));
  }

  private static DecisionRow found(Rows rows, AskedResource asked) {
    DecisionRow row = rows.find(asked.arn(), asked.policies());
    assertThat(row).isNotNull();
    return row;
  }

  @Test
  @DisplayName("Every shape has its row, whatever its number, until the rows are cleared")
  void put_anyShape_isFoundUntilCleared() {
    Rows.OfSnapshot rows = Rows.OfSnapshot.none(KeyShapes.first(), compiled(ROLE), 1 << 10);
    DecisionRow row = store.ready(compiled(ROLE), key(1), DECRYPT);
    for (int shape : new int[] {0, 7, 8, 15, 16, KeyShapes.MAX_SHAPES - 1}) {
      assertThat(rows.ofShape(shape)).isNull();
      rows.put(shape, row);
      assertThat(rows.ofShape(shape)).isSameAs(row);
    }
    assertThat(rows.size()).isEqualTo(6);
    rows.clear();
    assertThat(rows.size()).isZero();
    assertThat(rows.ofShape(7)).isNull();
  }

  @Test
  @DisplayName("Keys of one shape have one row, which is found in the next snapshot, too")
  void ready_keysOfOneShape_haveOneRow() {
    KeyShapes first = KeyShapes.first();
    Rows.OfSnapshot rows = Rows.OfSnapshot.none(first, compiled(ROLE), 1 << 10);
    DecisionRow row = rows.ready(store, key(1), DECRYPT);

    assertThat(rows.ready(store, key(2), DECRYPT)).isSameAs(row);
    assertThat(rows.size()).isEqualTo(1);
    assertThat(store.made()).isEqualTo(1);
    assertThat(store.size()).as("rows of shapes have no entry in the cache").isZero();
    Rows.OfSnapshot next = rows.in(first.next(java.util.Set.of(key(1).arn())));
    assertThat(next.find(key(1).arn())).isNull();
    assertThat(found(next, key(2))).isSameAs(row);
  }

  /** The components of a record, the one at a place taken from another record. */
  private static <T extends Record> T with(T base, T other, int place) throws Exception {
    RecordComponent[] parts = base.getClass().getRecordComponents();
    Object[] values = new Object[parts.length];
    Class<?>[] types = new Class<?>[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
      values[i] = parts[i].getAccessor().invoke(i == place ? other : base);
    }
    @SuppressWarnings("unchecked")
    T made = (T) base.getClass().getDeclaredConstructor(types).newInstance(values);
    return made;
  }

  @Test
  @DisplayName("No layer is left out of the comparison: whoever adds one adds it there")
  void isOf_anyOtherLayer_isNotTheSame() throws Exception {
    KeyPolicies key =
        new KeyPolicies(
            DELEGATING.key(), DELEGATING.grants(), DELEGATING.resourceControl(), KeyManager.AWS);
    AskedResource asked =
        new AskedResource(key(1).arn(), key(1).resource(), key, Residuals.compiled(key));
    Rows.OfPassed rows = new Rows.OfPassed(OWN, compiled(ROLE), new RowTable<>(1 << 10));
    DecisionRow row = rows.ready(store, asked, DECRYPT);

    assertThat(rows.find(asked.arn(), with(key, key, 0))).isSameAs(row);
    assertThat(rows.isOf(with(OWN, OWN, 0))).isTrue();
    for (int i = 0; i < KeyPolicies.class.getRecordComponents().length; i++) {
      assertThat(rows.find(asked.arn(), with(key, KeyPolicies.unknown(), i))).isNull();
    }
    for (int i = 0; i < PrincipalPolicies.class.getRecordComponents().length; i++) {
      assertThat(rows.isOf(with(OWN, PrincipalPolicies.unknown(), i))).isFalse();
    }
    assertThat(rows.isOf(PolicySet.of(OWN, key).principalPolicies())).isTrue();
  }
}
