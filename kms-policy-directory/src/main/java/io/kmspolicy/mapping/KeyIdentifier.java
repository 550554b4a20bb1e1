package io.kmspolicy.mapping;

import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/**
 * The identifier by which a request names a key.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/concepts-key-id.html">Key
 *     identifiers</a>
 */
sealed interface KeyIdentifier {

  /** The prefix of alias names. */
  String ALIAS_PREFIX = "alias/";

  /** The length of the longest alias name, prefix included. */
  int MAX_ALIAS_LENGTH = 256;

  /** A bare key id. */
  record Id(String keyId) implements KeyIdentifier {}

  /** A key ARN. */
  record OfKey(KmsResource.Key key) implements KeyIdentifier {}

  /** An alias name, without {@code alias/}. */
  record AliasName(String name) implements KeyIdentifier {}

  /** An alias ARN. */
  record OfAlias(KmsResource.Alias alias) implements KeyIdentifier {}

  /**
   * Reads an identifier.
   *
   * @return empty if KMS does not accept the form; it refuses such a request before authorization
   */
  static Optional<KeyIdentifier> parse(String text) {
    if (text.startsWith("arn:")) {
      return parseArn(text);
    }
    if (text.startsWith(ALIAS_PREFIX)) {
      return isAliasName(text)
          ? Optional.of(new AliasName(text.substring(ALIAS_PREFIX.length())))
          : Optional.empty();
    }
    return isKeyId(text) ? Optional.of(new Id(text)) : Optional.empty();
  }

  private static Optional<KeyIdentifier> parseArn(String text) {
    try {
      KmsResource resource = KmsResource.parse(text);
      if (resource instanceof KmsResource.Key key && isKeyId(key.keyId())) {
        return Optional.of(new OfKey(key));
      }
      if (resource instanceof KmsResource.Alias alias && isAliasName(ALIAS_PREFIX + alias.name())) {
        return Optional.of(new OfAlias(alias));
      }
      return Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  /** The alias name that the identifier holds, with {@code alias/}; empty for a key id or ARN. */
  default Optional<String> requestAlias() {
    if (this instanceof AliasName alias) {
      return Optional.of(ALIAS_PREFIX + alias.name());
    }
    return this instanceof OfAlias alias
        ? Optional.of(ALIAS_PREFIX + alias.alias().name())
        : Optional.empty();
  }

  private static boolean isKeyId(String text) {
    return isUuid(text) || isMultiRegionId(text);
  }

  private static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? text.charAt(i) != '-' : !isHex(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMultiRegionId(String text) {
    if (text.length() != 36 || !text.startsWith("mrk-")) {
      return false;
    }
    for (int i = 4; i < 36; i++) {
      if (!isHex(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private static boolean isAliasName(String text) {
    if (text.length() <= ALIAS_PREFIX.length() || text.length() > MAX_ALIAS_LENGTH) {
      return false;
    }
    for (int i = ALIAS_PREFIX.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && c != '/' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }
}
