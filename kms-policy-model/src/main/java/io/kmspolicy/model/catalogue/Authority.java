package io.kmspolicy.model.catalogue;

/** A kind of policy or grant that can allow a check. */
public enum Authority {
  /** The key policy. */
  KEY_POLICY,
  /** An identity policy. */
  IDENTITY_POLICY,
  /** A grant. */
  GRANT
}
