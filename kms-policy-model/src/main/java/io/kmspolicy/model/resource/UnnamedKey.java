package io.kmspolicy.model.resource;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Stands for a key whose id is not known, such as a key of a template.
 *
 * <p>Its id is made of zeros and a hash of its name, so that the same name gives the same key. KMS
 * makes no such id: the third group of the UUID has no version.
 */
public final class UnnamedKey {

  private static final String START = "00000000-0000-0000-";
  private static final String SOME_ID = START + "0000-000000000000";
  private static final String MULTI_REGION_START = "mrk-0000000000000000";
  private static final int GROUP = 4;

  private UnnamedKey() {}

  /**
   * The key with a name.
   *
   * @param name its name in a file, such as the logical name of a resource
   * @param multiRegion whether it is a multi-Region key (rule 2.19)
   */
  public static KmsResource.Key of(
      String partition, String region, String accountId, String name, boolean multiRegion) {
    UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    String digits = String.format("%016x", hash.getLeastSignificantBits());
    String id =
        multiRegion
            ? MULTI_REGION_START + digits
            : START + digits.substring(0, GROUP) + "-" + digits.substring(GROUP);
    return new KmsResource.Key(partition, region, accountId, id);
  }

  /** Some key of an account, which nothing describes. */
  public static KmsResource.Key some(String partition, String region, String accountId) {
    return new KmsResource.Key(partition, region, accountId, SOME_ID);
  }

  /** Whether a key stands for one whose id is not known. */
  public static boolean is(KmsResource.Key key) {
    return key.keyId().startsWith(START) || key.keyId().startsWith(MULTI_REGION_START);
  }
}
