package io.kmspolicy.model.catalogue;

/** Whether a key policy can allow an action. */
public enum KeyPolicyControl {
  /** It can. */
  YES,
  /** Only identity policies count. */
  NO,
  /** It can for the key half; the alias half is for identity policies (rule 5.11). */
  KEY_PART_ONLY,
  /** The documentation does not say. */
  UNKNOWN
}
