package io.kmspolicy.spi;

import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/** The directory that knows no key. */
enum EmptyKeyDirectory implements KeyDirectory {
  INSTANCE;

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
    return Optional.empty();
  }
}
