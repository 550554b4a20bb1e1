package io.kmspolicy.model.policy;

import java.util.List;

/** The grants on a key, or that they are unknown. */
public sealed interface GrantLayer {

  /**
   * The grants are known.
   *
   * @param grants all of them; may be empty
   */
  record Known(List<Grant> grants) implements GrantLayer {
    private static final Known NONE = new Known(List.of());

    /** Copies the list. */
    public Known {
      grants = List.copyOf(grants);
    }
  }

  /** The grants could not be read. */
  record Unknown() implements GrantLayer {
    private static final Unknown INSTANCE = new Unknown();
  }

  /** These grants and no others. */
  static GrantLayer of(Grant... grants) {
    return new Known(List.of(grants));
  }

  /** Known to be none. */
  static GrantLayer none() {
    return Known.NONE;
  }

  /** Grants that could not be read. */
  static GrantLayer unknown() {
    return Unknown.INSTANCE;
  }
}
