package io.kmspolicy.embeddedkms;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.crypto.spec.SecretKeySpec;

/** The keys and aliases of an embedded KMS. Safe for use by many threads. */
final class KeyStore {

  private static final int KEY_BYTES = 32;
  private static final String ALIAS_PREFIX = "alias/";

  private final String accountId;
  private final String region;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, StoredKey> keysByArn = new ConcurrentSkipListMap<>();
  private final Map<String, String> keyArnsByAliasArn = new ConcurrentSkipListMap<>();

  KeyStore(String accountId, String region) {
    this.accountId = accountId;
    this.region = region;
  }

  StoredKey create(String arn, String description) {
    byte[] material = new byte[KEY_BYTES];
    random.nextBytes(material);
    StoredKey key =
        new StoredKey(
            arn, description, Instant.now(), new SecretKeySpec(material, "AES"), StoredKey.ENABLED);
    if (keysByArn.putIfAbsent(arn, key) != null) {
      throw new KmsFault("AlreadyExistsException", "the key " + arn + " already exists");
    }
    return key;
  }

  String ownKeyArn(String keyId) {
    return "arn:aws:kms:" + region + ":" + accountId + ":key/" + keyId;
  }

  String aliasArn(String name) {
    if (!name.startsWith(ALIAS_PREFIX)) {
      throw KmsFault.validation("Alias must start with the prefix \"alias/\".");
    }
    return "arn:aws:kms:" + region + ":" + accountId + ":" + name;
  }

  void createAlias(String name, StoredKey key) {
    String arn = aliasArn(name);
    if (keyArnsByAliasArn.putIfAbsent(arn, key.arn()) != null) {
      throw new KmsFault(
          "AlreadyExistsException", "An alias with the name " + arn + " already exists");
    }
  }

  void updateAlias(String name, StoredKey key) {
    if (keyArnsByAliasArn.replace(aliasArn(name), key.arn()) == null) {
      throw noAlias(aliasArn(name));
    }
  }

  void deleteAlias(String name) {
    if (keyArnsByAliasArn.remove(aliasArn(name)) == null) {
      throw noAlias(aliasArn(name));
    }
  }

  private static KmsFault noAlias(String arn) {
    return KmsFault.notFound("Alias " + arn + " is not found.");
  }

  /** The key that an id, an ARN, an alias or an alias ARN names. */
  StoredKey find(String identifier) {
    if (identifier.startsWith(ALIAS_PREFIX)) {
      return behind(aliasArn(identifier));
    }
    if (identifier.contains(":" + ALIAS_PREFIX)) {
      return behind(identifier);
    }
    return byArn(identifier.startsWith("arn:") ? identifier : ownKeyArn(identifier));
  }

  private StoredKey behind(String aliasArn) {
    String keyArn = keyArnsByAliasArn.get(aliasArn);
    if (keyArn == null) {
      throw noAlias(aliasArn);
    }
    return byArn(keyArn);
  }

  private StoredKey byArn(String arn) {
    StoredKey key = keysByArn.get(arn);
    if (key == null) {
      throw KmsFault.notFound("Key '" + arn + "' does not exist");
    }
    return key;
  }

  /** The key, ready for cryptography. */
  StoredKey findEnabled(String identifier) {
    StoredKey key = find(identifier);
    if (key.state().equals("Disabled")) {
      throw new KmsFault("DisabledException", key.arn() + " is disabled.");
    }
    if (!key.state().equals(StoredKey.ENABLED)) {
      throw new KmsFault(
          "KMSInvalidStateException", key.arn() + " is in state " + key.state() + ".");
    }
    return key;
  }

  void setState(StoredKey key, String state) {
    keysByArn.put(key.arn(), key.inState(state));
  }

  List<StoredKey> ownKeys() {
    return keysByArn.values().stream().filter(key -> key.accountId().equals(accountId)).toList();
  }

  List<JsonObject> aliases() {
    return keyArnsByAliasArn.entrySet().stream()
        .map(
            entry ->
                new JsonObject()
                    .put("AliasArn", entry.getKey())
                    .put("AliasName", entry.getKey().substring(entry.getKey().indexOf("alias/")))
                    .put("TargetKeyId", byArn(entry.getValue()).keyId()))
        .toList();
  }
}
