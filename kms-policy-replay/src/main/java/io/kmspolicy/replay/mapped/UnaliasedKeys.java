package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import java.util.Optional;

/**
 * The properties of keys that never change. An alias may have pointed elsewhere when the call was
 * made, and a replica may have become the primary key since.
 */
record UnaliasedKeys(KeyDirectory keys) implements KeyDirectory {

  @Override
  public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
    return Optional.empty();
  }

  @Override
  public Optional<KmsResource.Key> keyWithId(String region, String keyId) {
    return keys.keyWithId(region, keyId);
  }

  @Override
  public Optional<KeyMetadata> metadata(KmsResource.Key key) {
    return keys.metadata(key)
        .map(
            now ->
                new KeyMetadata(
                    key, now.manager(), now.keySpec(), now.keyUsage(), now.origin(), ""));
  }
}
