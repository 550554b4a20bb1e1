package io.kmspolicy.model.catalogue;

/** Whether an action works on a resource of another account (rule 5.13). */
public enum CrossAccountUse {
  /** It does, where both accounts allow it. */
  YES,
  /** It does not; permissions for it have no effect across accounts. */
  NO,
  /** It stays in the caller's account but may show what concerns other accounts. */
  SPECIAL,
  /** No resource of any account is involved. */
  NOT_APPLICABLE,
  /** The documentation does not say. */
  UNKNOWN
}
