package io.kmspolicy.model.resource;

/** Who manages a key, as {@code DescribeKey} reports it (rules 4.2, 5.5). */
public enum KeyManager {
  /** A customer managed key. */
  CUSTOMER,
  /** An AWS managed key: its policy is fixed and resource control policies do not apply. */
  AWS
}
