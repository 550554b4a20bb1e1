package io.kmspolicy.model.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KmsResourceTest {

  @ParameterizedTest
  @ValueSource(strings = {"key/1234abcd-12ab-34cd-56ef-1234567890ab", "alias/other"})
  @DisplayName("An alias beside a key or an alias has its partition, its Region and its account")
  void alias_anyOwned_isInItsPlace(String resource) {
    String place = "arn:aws-cn:kms:cn-north-1:111122223333:";
    KmsResource.Owned owned = (KmsResource.Owned) KmsResource.parse(place + resource);

    assertThat(owned.alias("app/one")).isEqualTo(KmsResource.parse(place + "alias/app/one"));
    assertThat(owned.alias("app/one").arn()).isEqualTo(place + "alias/app/one");
  }
}
