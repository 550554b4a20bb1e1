package io.kmspolicy.model.catalogue;

/** The effect of a grant's encryption context constraint on an action (rule 5.9). */
public enum EncryptionContextUse {
  /** The request's encryption context must satisfy the constraint. */
  HONORED,
  /** The constraint has no effect. */
  IGNORED,
  /** The constraint of the grant that is created must be at least as strict. */
  INHERITED,
  /** The action takes no encryption context, or no grant can allow it. */
  NOT_APPLICABLE
}
