package io.kmspolicy.model.catalogue;

/** A kind of resource that an action is checked on. */
public enum ResourceKind {
  /** A KMS key. */
  KEY,
  /** An alias. */
  ALIAS
}
