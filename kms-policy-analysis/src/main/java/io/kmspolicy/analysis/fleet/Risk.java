package io.kmspolicy.analysis.fleet;

/** What may be wrong with who may use a key, the worst first. */
public enum Risk {
  /** Some action is allowed to every principal whose own account allows it (rule 4.9). */
  PUBLIC("public"),
  /** The same for requests that meet conditions, and for no others. */
  PUBLIC_UNDER_CONDITIONS("public under conditions"),
  /** Some action that is not public is given to another account or its principals. */
  OTHER_ACCOUNTS("other accounts"),
  /**
   * Some action that is not public is allowed to everybody in the account of the key, without a
   * policy of theirs.
   */
  EVERYBODY_IN_THE_ACCOUNT("everybody in the account"),
  /** At most one principal, which is not the account, may change the key policy. */
  SINGLE_ADMINISTRATOR("single administrator"),
  /** All that some grant lists is denied to its grantee. */
  GRANTS_WITHOUT_EFFECT("grants without effect");

  private final String text;

  Risk(String text) {
    this.text = text;
  }

  /** The name on the page. */
  public String text() {
    return text;
  }

  /** Whether a key has a risk, as far as the policies that are known tell. */
  public enum State {
    /** It has. */
    HOLDS,
    /** It has, unless resource control policies that are not known forbid it. */
    MAY_HOLD,
    /** What is known does not tell. */
    NOT_KNOWN,
    /** It has not. */
    ABSENT
  }
}
