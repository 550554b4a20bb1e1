package io.kmspolicy.lint.file;

import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.KeyMetadataReader;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Who manages the keys of the key policies in a policy directory, by the metadata beside them. */
public final class KeyManagers {

  private static final String METADATA = "key.json";
  private static final long MAX_BYTES = 1 << 20;

  private KeyManagers() {}

  /**
   * Who manages the key of a policy: AWS if the metadata beside the policy say so of this key, and
   * the customer otherwise.
   *
   * @param name the path of the policy in the policy directory
   */
  public static KeyManager of(String name, Path policy) {
    Optional<KmsResource.Key> key = PolicyLayout.of(name).key();
    Path metadata = policy.resolveSibling(METADATA);
    if (key.isEmpty() || !Files.isRegularFile(metadata, LinkOption.NOFOLLOW_LINKS)) {
      return KeyManager.CUSTOMER;
    }
    try {
      if (Files.size(metadata) > MAX_BYTES) {
        return KeyManager.CUSTOMER;
      }
      KeyMetadata read = KeyMetadataReader.create().read(Files.readAllBytes(metadata));
      return isSame(read.key(), key.get()) ? read.manager() : KeyManager.CUSTOMER;
    } catch (IOException | PolicySyntaxException unreadable) {
      return KeyManager.CUSTOMER;
    }
  }

  /** The partition is not part of the path. */
  private static boolean isSame(KmsResource.Key described, KmsResource.Key located) {
    return described.keyId().equals(located.keyId())
        && described.region().equals(located.region())
        && described.accountId().equals(located.accountId());
  }
}
