package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.row.Residuals;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.model.resource.KmsResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shape that keys share: only keys that policies can tell apart by nothing else have one. */
class KeyShapeTest {

  private static final CompiledKey DELEGATING = on("'*'");

  private static CompiledKey on(String resources) {
    return Residuals.compiled(Policies.key(Policies.DELEGATING.replace("'*'", resources)));
  }

  private static @Nullable KeyShape shape(String keyId, CompiledKey policies) {
    return KeyShape.of(new KmsResource.Key("aws", "us-west-2", "111122223333", keyId), policies);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-09az", "0", "9", "a", "z"})
  @DisplayName("A key id of letters, digits and hyphens does not matter")
  void of_plainKeyId_isTheShapeOfItsPlace(String keyId) {
    assertThat(shape(keyId, DELEGATING)).isNotNull().isEqualTo(shape("other", DELEGATING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a:b", "a*", "a?", "A", "Z", "`a", "{", "a_b", "é"})
  @DisplayName("2.3: another key id has no shape, since a pattern may match a part of it")
  void of_otherKeyId_isNone(String keyId) {
    assertThat(shape(keyId, DELEGATING)).isNull();
  }

  @Test
  @DisplayName("2.9: a key policy that lists another resource than * matches some keys only")
  void of_policyOfSomeKeys_isNone() {
    String arn = "'arn:aws:kms:us-west-2:111122223333:key/1234abcd'";

    assertThat(shape("1234abcd", on("['*','*']"))).isNotNull();
    assertThat(shape("1234abcd", on(arn))).isNull();
    assertThat(shape("1234abcd", on("['*'," + arn + "]"))).isNull();
    assertThat(
            shape(
                "1234abcd",
                Residuals.compiled(
                    Policies.key(Policies.DELEGATING.replace("'Resource'", "'NotResource'")))))
        .isNull();
  }
}
