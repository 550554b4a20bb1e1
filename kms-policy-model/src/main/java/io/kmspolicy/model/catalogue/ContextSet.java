package io.kmspolicy.model.catalogue;

/** A group of condition keys that several checks share; see {@link KmsCatalogue#keysOf}. */
public enum ContextSet {
  /** Keys that every request carries. */
  GLOBAL,
  /** Condition keys about the key and the caller, for every check on a key. */
  KEY_RESOURCE,
  /** Condition keys about the caller, for {@code kms:CreateKey}. */
  CREATE_KEY,
  /** Condition keys about the caller, for custom key stores. */
  CUSTOM_KEY_STORE,
  /** The smaller group of condition keys for {@code kms:RetireGrant}. */
  RETIRE_GRANT
}
