package io.kmspolicy.model.catalogue;

/** Whether a key policy can allow an action. */
public enum KeyPolicyControl {
  /** It can. */
  YES,
  /** It cannot. Only identity policies can allow the action. */
  NO,
  /**
   * It can allow the check on the key. Only identity policies can allow the check on the alias
   * (rule 5.11).
   */
  KEY_PART_ONLY,
  /** AWS does not document it. */
  UNKNOWN
}
