package io.kmspolicy.model.catalogue;

/** What the encryption context constraint of a grant means for an action (rule 5.9). */
public enum EncryptionContextUse {
  /** The request's encryption context must meet the constraint. */
  HONORED,
  /** The constraint does not count. */
  IGNORED,
  /** The grant that is created must be at least as strict. */
  INHERITED,
  /** The action takes no encryption context, or no grant can allow it. */
  NOT_APPLICABLE
}
