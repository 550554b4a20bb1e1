package io.kmspolicy.model.catalogue;

/** The type of a condition key's values, as the service authorization reference states it. */
public enum ValueType {
  /** Text. */
  STRING,
  /** True or false. */
  BOOL,
  /** A decimal number. */
  NUMERIC,
  /** An instant. */
  DATE,
  /** An ARN. */
  ARN,
  /** An IP address. */
  IP_ADDRESS
}
