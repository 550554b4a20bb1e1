package io.kmspolicy.lint.fix;

/**
 * A test of the request that a piece repeats, so that it allows no other use.
 *
 * @param operator the operator, such as {@code StringEquals}
 * @param key the condition key
 * @param value the value of the request
 */
record CarriedCondition(String operator, String key, String value) {

  static final String ENCRYPTION_CONTEXT = "kms:EncryptionContext:";

  boolean isEncryptionContext() {
    return key.startsWith(ENCRYPTION_CONTEXT);
  }

  String contextName() {
    return key.substring(ENCRYPTION_CONTEXT.length());
  }
}
