package io.kmspolicy.model.catalogue;

/** Whether an action can be used on a resource of another account (rule 5.13). */
public enum CrossAccountUse {
  /** It can, if both accounts allow it. */
  YES,
  /** It cannot. Permissions for it have no effect across accounts. */
  NO,
  /**
   * It works in the caller's account only, but its response may contain data about other accounts.
   */
  SPECIAL,
  /** No resource of any account is involved. */
  NOT_APPLICABLE,
  /** AWS does not document it. */
  UNKNOWN
}
