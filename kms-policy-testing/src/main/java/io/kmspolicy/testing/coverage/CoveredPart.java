package io.kmspolicy.testing.coverage;

/**
 * A part of a policy, and whether an expected answer needs it.
 *
 * @param part the part
 * @param use whether it is needed
 * @param neededBy the name of an answer that needs it; empty if none does
 */
public record CoveredPart(PolicyPart part, Use use, String neededBy) {

  /** Whether a part is needed. */
  public enum Use {
    /** Some expected answer is another one without the part. */
    NEEDED("needed"),
    /** The statement or grant may apply to requests of tests, but no expected answer changes. */
    NOT_NEEDED("not needed"),
    /** The statement or grant applies to no request of a test, with or without the part. */
    NOT_REACHED("not reached");

    private final String words;

    Use(String words) {
      this.words = words;
    }

    /** The use as reports name it. */
    public String words() {
      return words;
    }
  }

  /** Whether some expected answer needs the part. */
  public boolean isNeeded() {
    return use == Use.NEEDED;
  }
}
