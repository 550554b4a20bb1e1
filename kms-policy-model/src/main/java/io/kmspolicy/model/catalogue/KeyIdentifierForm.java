package io.kmspolicy.model.catalogue;

/** A form in which a request can identify a key. */
public enum KeyIdentifierForm {
  /** A key id, for a key in the caller's account and the endpoint's Region. */
  KEY_ID,
  /** The key's ARN. */
  KEY_ARN,
  /** An alias name, for an alias in the caller's account and the endpoint's Region. */
  ALIAS_NAME,
  /** An alias ARN. */
  ALIAS_ARN
}
