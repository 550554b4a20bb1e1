package io.kmspolicy.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.ResourceKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The patterns that can match the ARN of a key or an alias. */
class ArnShapesTest {

  private static final String ACCOUNT = "arn:aws:kms:us-west-2:111122223333:";

  private static boolean canBeKey(String pattern) {
    return ArnShapes.canMatch(Glob.parse(pattern), ResourceKind.KEY);
  }

  private static boolean canBeAlias(String pattern) {
    return ArnShapes.canMatch(Glob.parse(pattern), ResourceKind.ALIAS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ACCOUNT + "key/1234abcd",
        ACCOUNT + "key/?",
        ACCOUNT + "k?y/*",
        ACCOUNT + "k*",
        ACCOUNT + "?*",
        "ARN:aws:KMS:us-west-2:111122223333:key/a",
        "a?n:aws:k*:*:????????????:key/*",
        "*:*:*:*:*:key/*",
        "arn:aws:km?:*",
        "arn:aws:*:us-west-2",
        "arn:*:s3:*",
        "arn:aws:kms:us-west-2:1111*3333:key/*",
        "arn:aws:kms:us-west-2:*111122223333:key/*",
        "arn:aws:kms:us-west-2:998877665544:key/*",
      })
  @DisplayName("2.3, 2.4: a pattern that matches some key's ARN, or may match one, can be a key")
  void canMatch_someKey_isTrue(String pattern) {
    assertThat(canBeKey(pattern)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ACCOUNT + "alias/app",
        ACCOUNT + "key",
        ACCOUNT + "key/",
        ACCOUNT + "key/alias/app",
        ACCOUNT + "key/1234:abcd",
        ACCOUNT + "*:key/*",
        ACCOUNT + "*/*/*",
        ACCOUNT + "Key/1234abcd",
        ACCOUNT + "kex*",
        ACCOUNT,
        "urn:aws:kms:us-west-2:111122223333:key/a",
        "arn:aws:s3:us-west-2:111122223333:key/a",
        "arn:aws:dynamodb:*",
        "arn:aws:s3:us-west-2:*",
        "arn:aws:kms:us-west-2:11112222333:key/a",
        "arn:aws:kms:us-west-2:1111222233334:key/a",
        "arn:aws:kms:us-west-2:1111222233334*:key/a",
        "arn:aws:kms:us-west-2:?11112222333a:key/a",
        "arn:aws:kms:us-west-2:11112222333a:key/a",
        "arn:aws:kms:us-west-2:11112222333/:key/a",
        "arn:aws:kms:us-west-2::key/a",
      })
  @DisplayName("2.3: a pattern that matches no key's ARN cannot be a key")
  void canMatch_noKey_isFalse(String pattern) {
    assertThat(canBeKey(pattern)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arn:aws:kms:*", "arn:*", "ar*", "*", "?rn:aws:kms:*:key/a", "ARN:x"})
  @DisplayName("2.3, 2.5: a short pattern is excluded only by its beginning")
  void canMatch_shortPattern_isTrueIfItMayBeginAnArn(String pattern) {
    assertThat(canBeKey(pattern)).isTrue();
    assertThat(canBeAlias(pattern)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arn", "app", "key/1234abcd", "aws:*", "a:*"})
  @DisplayName("2.3: a short pattern that does not begin like an ARN matches neither kind")
  void canMatch_noArn_isFalse(String pattern) {
    assertThat(canBeKey(pattern)).isFalse();
    assertThat(canBeAlias(pattern)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {ACCOUNT + "alias/a", ACCOUNT + "alias/*", ACCOUNT + "a*", ACCOUNT + "*"})
  @DisplayName("2.17: the ARNs of aliases and keys have different shapes")
  void canMatch_alias_isTrue(String pattern) {
    assertThat(canBeAlias(pattern)).isTrue();
  }
}
