package io.kmspolicy.model.catalogue;

import java.util.Locale;

/**
 * What an action is for, by the facts of the catalogue. Every action is in one group. The order is
 * that of the harm that a caller can do who gains the action.
 */
public enum ActionGroup {
  /**
   * Changes a key, its policy, its tags or its aliases, or deletes it; and whatever else writes.
   */
  ADMINISTER,
  /** Creates, retires and revokes grants, which give the use of a key away. */
  GRANT,
  /** The cryptographic operations. */
  USE,
  /** Reads what is known of keys. */
  READ;

  /** The name in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
