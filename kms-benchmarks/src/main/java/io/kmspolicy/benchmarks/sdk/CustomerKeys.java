package io.kmspolicy.benchmarks.sdk;

import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import java.util.Optional;

/** A key directory in which every key is customer managed and no alias is known. */
final class CustomerKeys implements KeyDirectory {

  @Override
  public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
    return Optional.empty();
  }

  @Override
  public Optional<KmsResource.Key> keyWithId(String region, String keyId) {
    return Optional.empty();
  }

  @Override
  public Optional<KeyMetadata> metadata(KmsResource.Key key) {
    return Optional.of(
        new KeyMetadata(
            key, KeyManager.CUSTOMER, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "AWS_KMS", ""));
  }
}
