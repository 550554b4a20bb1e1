package io.kmspolicy.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.ResourceKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which patterns can mean a key or an alias at all. */
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
        "arn:aws:kms:us-west-2:1111*3333:key/*",
        "arn:aws:kms:us-west-2:*111122223333:key/*",
        "arn:aws:kms:us-west-2:998877665544:key/*",
      })
  @DisplayName("2.3, 2.4: a pattern that some key's ARN matches, or may match, can be a key")
  void canMatch_someKey_isTrue(String pattern) {
    assertThat(canBeKey(pattern)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ACCOUNT + "alias/app",
        ACCOUNT + "key",
        ACCOUNT + "key/",
        ACCOUNT + "Key/1234abcd",
        ACCOUNT + "kex*",
        ACCOUNT,
        "urn:aws:kms:us-west-2:111122223333:key/a",
        "arn:aws:s3:us-west-2:111122223333:key/a",
        "arn:aws:kms:us-west-2:11112222333:key/a",
        "arn:aws:kms:us-west-2:1111222233334:key/a",
        "arn:aws:kms:us-west-2:1111222233334*:key/a",
        "arn:aws:kms:us-west-2:?11112222333a:key/a",
        "arn:aws:kms:us-west-2:11112222333a:key/a",
        "arn:aws:kms:us-west-2:11112222333/:key/a",
        "arn:aws:kms:us-west-2::key/a",
      })
  @DisplayName("2.3: a pattern that no key's ARN matches cannot be a key")
  void canMatch_noKey_isFalse(String pattern) {
    assertThat(canBeKey(pattern)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arn:aws:kms:*", "arn:*", "ar*", "*", "?rn:aws:kms:*:key/a", "ARN:x"})
  @DisplayName("2.3, 2.5: of a short pattern only its beginning can rule a key out")
  void canMatch_shortPattern_isTrueIfItMayBeginAnArn(String pattern) {
    assertThat(canBeKey(pattern)).isTrue();
    assertThat(canBeAlias(pattern)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arn", "app", "key/1234abcd", "aws:*", "a:*"})
  @DisplayName("2.3: a short pattern that begins no ARN can be nothing")
  void canMatch_noArn_isFalse(String pattern) {
    assertThat(canBeKey(pattern)).isFalse();
    assertThat(canBeAlias(pattern)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {ACCOUNT + "alias/a", ACCOUNT + "alias/*", ACCOUNT + "a*", ACCOUNT + "*"})
  @DisplayName("2.17: an alias ARN is another shape than a key's")
  void canMatch_alias_isTrue(String pattern) {
    assertThat(canBeAlias(pattern)).isTrue();
  }
}
