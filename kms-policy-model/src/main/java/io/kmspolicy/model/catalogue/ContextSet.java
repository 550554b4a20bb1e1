package io.kmspolicy.model.catalogue;

/** A group of condition keys that several checks share; see {@link KmsCatalogue#keysOf}. */
public enum ContextSet {
  /** Keys that every request carries. */
  GLOBAL,
  /** Facts of the key and of the caller, for every check on a key. */
  KEY_RESOURCE,
  /** Facts of the caller, for {@code kms:CreateKey}. */
  CREATE_KEY,
  /** Facts of the caller, for custom key stores. */
  CUSTOM_KEY_STORE,
  /** The fewer facts that come with {@code kms:RetireGrant}. */
  RETIRE_GRANT
}
