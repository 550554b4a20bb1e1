package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of all callers: which row is found, which entry counts it, and the statistics. */
class RowCacheTest {

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

  private static final int DECRYPT = Residuals.compiler().index().number("kms:Decrypt");
  private static final int ENCRYPT = Residuals.compiler().index().number("kms:Encrypt");

  private final RowCache cache =
      new RowCache(Residuals.compiler(), new RowInterner(), /* bytes= */ 1 << 20);

  private static CompiledKey allowing(String vpc) {
    return Residuals.compiled(
        Policies.key(
            "{'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'*',"
                + "'Condition':{'StringEquals':{'aws:SourceVpc':'"
                + vpc
                + "'}}}"));
  }

  private static AuthorizationRequest request(String arn) {
    return AuthorizationRequest.of(
        ALICE, "kms:Decrypt", KmsResource.parse(arn), RequestContext.empty());
  }

  private DecisionRow ready(String arn, CompiledKey key, int action) {
    return cache.ready(PRINCIPAL, arn, key, action, request(arn));
  }

  private @Nullable DecisionRow find(String arn, CompiledKey key, int action) {
    return cache.find(PRINCIPAL, arn, key, action);
  }

  @Test
  @DisplayName("A row is found for its policies and actions, and lookups that find one count")
  void find_row_isTheOneThatWasMadeOfThesePolicies() {
    DecisionRow row = ready(ONE, BEFORE, DECRYPT);

    assertThat(find(ONE, BEFORE, DECRYPT)).isSameAs(row);
    assertThat(find(ONE, allowing("a"), DECRYPT)).as("equal policies").isSameAs(row);
    assertThat(cache.found()).isEqualTo(2);
    assertThat(find(ONE, AFTER, DECRYPT)).isNull();
    assertThat(find(ONE, BEFORE, ENCRYPT)).as("not ready").isNull();
    assertThat(find(TWO, BEFORE, DECRYPT)).isNull();
    assertThat(cache.found()).isEqualTo(2);
    assertThat(cache.made()).isEqualTo(1);
    assertThat(cache.extended()).isEqualTo(1);
  }

  @Test
  @DisplayName("Aliases whose names have equal hash codes have rows of their own")
  void find_equalHashCodes_tellsTheNamesApart() {
    String alias = ACCOUNT + "alias/Aa";
    String other = ACCOUNT + "alias/BB";
    ready(alias, BEFORE, DECRYPT);

    assertThat(alias).hasSameHashCodeAs(other);
    assertThat(find(other, BEFORE, DECRYPT)).isNull();
  }

  @Test
  @DisplayName("A row without an entry is counted as made or found, and as extended if it was")
  void uncached_row_countsWhatHappened() {
    DecisionRow made = cache.uncached(PRINCIPAL, BEFORE, DECRYPT, request(ONE), null);
    assertThat(cache.made()).isEqualTo(1);
    assertThat(cache.found()).isZero();
    assertThat(cache.extended()).isEqualTo(1);
    DecisionRow again = cache.uncached(PRINCIPAL, BEFORE, DECRYPT, request(ONE), made);
    assertThat(again).isSameAs(made);
    assertThat(cache.made()).isEqualTo(1);
    assertThat(cache.found()).isEqualTo(1);
    assertThat(cache.extended()).isEqualTo(1);
    assertThat(cache.size()).isZero();
  }

  @Test
  @DisplayName("One entry counts a row that many share; when it is replaced, the next one does")
  void ready_replacedEntry_leavesTheRowToTheNext() {
    DecisionRow shared = ready(ONE, BEFORE, DECRYPT);
    assertThat(ready(TWO, BEFORE, DECRYPT)).isSameAs(shared);

    ready(TWO, AFTER, DECRYPT);
    assertThat(shared.bytesForCache()).as("the first entry counts it still").isZero();
    ready(ONE, AFTER, DECRYPT);
    assertThat(shared.bytesForCache()).isPositive();
    assertThat(shared.bytesForCache()).as("counted now").isZero();
  }

  @Test
  @DisplayName("A row counts its bytes once in each filling of the tables")
  void bytesForFilling_row_countsOnceInEach() {
    DecisionRow row = ready(ONE, BEFORE, DECRYPT);
    int bytes = row.bytesForFilling(1);

    assertThat(bytes).isPositive();
    assertThat(row.bytesForFilling(1)).isZero();
    assertThat(row.bytesForFilling(2)).isEqualTo(bytes);
    assertThat(ready(ONE, BEFORE, ENCRYPT).bytesForFilling(2)).isGreaterThan(bytes);
  }
}
