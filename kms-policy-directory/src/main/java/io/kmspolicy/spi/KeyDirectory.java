package io.kmspolicy.spi;

import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/**
 * Where the interceptor learns which key an identifier means and what the key is like.
 *
 * <p>It is asked on the caller's thread, so it answers from memory and never blocks; empty means
 * "not known here", never "does not exist". Implementations are safe for use by many threads.
 */
public interface KeyDirectory {

  /** The key to which an alias points. */
  Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias);

  /**
   * The key with an id, in whichever account it is.
   *
   * @param region the Region to look in
   * @param keyId the bare key id
   */
  Optional<KmsResource.Key> keyWithId(String region, String keyId);

  /** What is known of a key. */
  Optional<KeyMetadata> metadata(KmsResource.Key key);

  /** The directory that knows no key. */
  static KeyDirectory empty() {
    return EmptyKeyDirectory.INSTANCE;
  }
}
