package io.kmspolicy.model;

import java.util.List;

/** What is known of the grants on a key. */
public sealed interface GrantLayer {

  /**
   * The grants are known.
   *
   * @param grants all of them; may be empty
   */
  record Known(List<Grant> grants) implements GrantLayer {
    /** Copies the list. */
    public Known {
      grants = List.copyOf(grants);
    }
  }

  /** The grants could not be read. */
  record Unknown() implements GrantLayer {}

  /** These grants and no others. */
  static GrantLayer of(Grant... grants) {
    return new Known(List.of(grants));
  }

  /** Known to be none. */
  static GrantLayer none() {
    return new Known(List.of());
  }

  /** Grants that could not be read. */
  static GrantLayer unknown() {
    return new Unknown();
  }
}
