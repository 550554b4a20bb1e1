package io.kmspolicy.model.catalogue;

/** A way to name a key in a request. */
public enum KeyIdentifierForm {
  /** The bare key id, in the caller's account and the endpoint's Region. */
  KEY_ID,
  /** The key's ARN. */
  KEY_ARN,
  /** An alias name, in the caller's account and the endpoint's Region. */
  ALIAS_NAME,
  /** An alias ARN. */
  ALIAS_ARN
}
