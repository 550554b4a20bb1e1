package io.kmspolicy.embeddedkms;

import static java.util.Map.entry;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The operations that the embedded KMS answers. Safe for use by many threads. */
final class Operations {

  private static final int MAX_RANDOM_BYTES = 1024;
  private static final int MAX_PLAINTEXT_BYTES = 4096;
  private static final int AES_256_BYTES = 32;
  private static final String ALGORITHM = "SYMMETRIC_DEFAULT";

  private final KeyStore keys;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Function<JsonObject, JsonObject>> handlers =
      Map.ofEntries(
          entry("CreateAlias", this::createAlias),
          entry("CreateKey", this::createKey),
          entry("Decrypt", this::decrypt),
          entry("DeleteAlias", this::deleteAlias),
          entry("DescribeKey", this::describeKey),
          entry("DisableKey", request -> state(request, "Disabled")),
          entry("EnableKey", request -> state(request, StoredKey.ENABLED)),
          entry("Encrypt", this::encrypt),
          entry("GenerateDataKey", request -> dataKey(request, true)),
          entry("GenerateDataKeyWithoutPlaintext", request -> dataKey(request, false)),
          entry("GenerateRandom", this::generateRandom),
          entry("ListAliases", request -> listAliases()),
          entry("ListKeys", request -> listKeys()),
          entry("ReEncrypt", this::reEncrypt),
          entry("ScheduleKeyDeletion", this::scheduleKeyDeletion),
          entry("UpdateAlias", this::updateAlias));

  Operations(KeyStore keys) {
    this.keys = keys;
  }

  JsonObject answer(String operation, JsonObject request) {
    Function<JsonObject, JsonObject> handler = handlers.get(operation);
    if (handler == null) {
      throw new KmsFault("UnknownOperationException", "");
    }
    return handler.apply(request);
  }

  private JsonObject encrypt(JsonObject request) {
    StoredKey key = keys.findEnabled(request.required("KeyId"));
    byte[] plaintext = request.requiredBytes("Plaintext");
    if (plaintext.length == 0 || plaintext.length > MAX_PLAINTEXT_BYTES) {
      throw KmsFault.validation("the plaintext must have 1 to " + MAX_PLAINTEXT_BYTES + " bytes");
    }
    return new JsonObject()
        .put("CiphertextBlob", seal(key, plaintext, request.texts("EncryptionContext")))
        .put("EncryptionAlgorithm", ALGORITHM)
        .put("KeyId", key.arn());
  }

  private static byte[] seal(StoredKey key, byte[] plaintext, Map<String, String> context) {
    return SealedBox.seal(key, plaintext, context).toBytes();
  }

  private JsonObject decrypt(JsonObject request) {
    SealedBox box = SealedBox.parse(request.requiredBytes("CiphertextBlob"));
    StoredKey key = keyOf(box, request, "KeyId");
    return new JsonObject()
        .put("EncryptionAlgorithm", ALGORITHM)
        .put("KeyId", key.arn())
        .put("Plaintext", box.open(key, request.texts("EncryptionContext")));
  }

  /** The key inside the ciphertext, which must be the one that the request names, if it does. */
  private StoredKey keyOf(SealedBox box, JsonObject request, String member) {
    StoredKey key = keys.findEnabled(box.keyArn());
    request
        .text(member)
        .map(keys::find)
        .filter(named -> !named.arn().equals(key.arn()))
        .ifPresent(
            named -> {
              throw new KmsFault(
                  "IncorrectKeyException",
                  "The key ID in the request does not identify a CMK that can perform this"
                      + " operation.");
            });
    return key;
  }

  private JsonObject reEncrypt(JsonObject request) {
    SealedBox box = SealedBox.parse(request.requiredBytes("CiphertextBlob"));
    StoredKey source = keyOf(box, request, "SourceKeyId");
    StoredKey destination = keys.findEnabled(request.required("DestinationKeyId"));
    byte[] plaintext = box.open(source, request.texts("SourceEncryptionContext"));
    return new JsonObject()
        .put(
            "CiphertextBlob",
            seal(destination, plaintext, request.texts("DestinationEncryptionContext")))
        .put("DestinationEncryptionAlgorithm", ALGORITHM)
        .put("KeyId", destination.arn())
        .put("SourceEncryptionAlgorithm", ALGORITHM)
        .put("SourceKeyId", source.arn());
  }

  private JsonObject dataKey(JsonObject request, boolean plain) {
    StoredKey key = keys.findEnabled(request.required("KeyId"));
    int bytes =
        request.text("KeySpec").map(spec -> spec.equals("AES_128") ? 16 : AES_256_BYTES).orElse(0);
    byte[] material = randomBytes(bytes == 0 ? request.number("NumberOfBytes", 0) : bytes);
    JsonObject answer =
        new JsonObject()
            .put("CiphertextBlob", seal(key, material, request.texts("EncryptionContext")))
            .put("KeyId", key.arn());
    return plain ? answer.put("Plaintext", material) : answer;
  }

  private byte[] randomBytes(int count) {
    if (count < 1 || count > MAX_RANDOM_BYTES) {
      throw KmsFault.validation("the number of bytes must be 1 to " + MAX_RANDOM_BYTES);
    }
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private JsonObject generateRandom(JsonObject request) {
    return new JsonObject().put("Plaintext", randomBytes(request.number("NumberOfBytes", 0)));
  }

  private JsonObject createKey(JsonObject request) {
    String arn = keys.ownKeyArn(UUID.randomUUID().toString());
    StoredKey key = keys.create(arn, request.text("Description").orElse(""));
    return new JsonObject().put("KeyMetadata", key.metadata());
  }

  private JsonObject describeKey(JsonObject request) {
    return new JsonObject().put("KeyMetadata", keys.find(request.required("KeyId")).metadata());
  }

  private JsonObject state(JsonObject request, String state) {
    keys.setState(keys.find(request.required("KeyId")), state);
    return new JsonObject();
  }

  private JsonObject scheduleKeyDeletion(JsonObject request) {
    StoredKey key = keys.find(request.required("KeyId"));
    int days = request.number("PendingWindowInDays", 30);
    keys.setState(key, "PendingDeletion");
    return new JsonObject()
        .put("DeletionDate", Instant.now().plus(Duration.ofDays(days)).getEpochSecond())
        .put("KeyId", key.arn())
        .put("KeyState", "PendingDeletion");
  }

  private JsonObject listKeys() {
    List<JsonObject> entries =
        keys.ownKeys().stream()
            .map(key -> new JsonObject().put("KeyArn", key.arn()).put("KeyId", key.keyId()))
            .toList();
    return new JsonObject().put("Keys", entries).put("Truncated", false);
  }

  private JsonObject listAliases() {
    return new JsonObject().put("Aliases", keys.aliases()).put("Truncated", false);
  }

  private JsonObject createAlias(JsonObject request) {
    keys.createAlias(request.required("AliasName"), keys.find(request.required("TargetKeyId")));
    return new JsonObject();
  }

  private JsonObject updateAlias(JsonObject request) {
    keys.updateAlias(request.required("AliasName"), keys.find(request.required("TargetKeyId")));
    return new JsonObject();
  }

  private JsonObject deleteAlias(JsonObject request) {
    keys.deleteAlias(request.required("AliasName"));
    return new JsonObject();
  }
}
