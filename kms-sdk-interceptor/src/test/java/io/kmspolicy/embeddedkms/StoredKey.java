package io.kmspolicy.embeddedkms;

import java.time.Instant;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * A symmetric encryption key.
 *
 * @param arn its ARN
 * @param description what its creator says of it
 * @param created when it was created
 * @param material the AES key, which never leaves
 * @param state {@code Enabled}, {@code Disabled} or {@code PendingDeletion}
 */
record StoredKey(
    String arn, String description, Instant created, SecretKey material, String state) {

  static final String ENABLED = "Enabled";

  String keyId() {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  String accountId() {
    return arn.split(":", -1)[4];
  }

  StoredKey inState(String next) {
    return new StoredKey(arn, description, created, material, next);
  }

  JsonObject metadata() {
    return new JsonObject()
        .put("AWSAccountId", accountId())
        .put("Arn", arn)
        .put("CreationDate", created.getEpochSecond())
        .put("CustomerMasterKeySpec", "SYMMETRIC_DEFAULT")
        .put("Description", description)
        .put("Enabled", state.equals(ENABLED))
        .put("EncryptionAlgorithms", List.of("SYMMETRIC_DEFAULT"))
        .put("KeyId", keyId())
        .put("KeyManager", "CUSTOMER")
        .put("KeySpec", "SYMMETRIC_DEFAULT")
        .put("KeyState", state)
        .put("KeyUsage", "ENCRYPT_DECRYPT")
        .put("MultiRegion", keyId().startsWith("mrk-"))
        .put("Origin", "AWS_KMS");
  }
}
