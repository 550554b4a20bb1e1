package io.kmspolicy.replay.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How recorded calls have used the parts of policies.
 *
 * @param parts the statements and grants, in the order of the policies
 * @param skippedKeys the keys with too many grants to look at each
 */
public record UsageReport(List<Part> parts, List<String> skippedKeys) {

  /** Copies the lists. */
  public UsageReport {
    parts = List.copyOf(parts);
    skippedKeys = List.copyOf(skippedKeys);
  }

  /** How a part was used. */
  public enum Use {
    /** No call has matched it. */
    NEVER_MATCHED("neverMatched"),
    /** Calls have matched it, and each decision is the same without it. */
    NEVER_NEEDED("neverNeeded"),
    /**
     * No call is known to need it, and some may that were not judged, or whose record does not name
     * the key, or does not say whether AWS allowed them.
     */
    NOT_KNOWN("notKnown"),
    /** Calls have matched it whose decision is open, or contradicts AWS. */
    POSSIBLY_NEEDED("possiblyNeeded"),
    /** Some decision differs without it. */
    NEEDED("needed");

    private final String text;

    Use(String text) {
      this.text = text;
    }

    /** The name in reports. */
    public String text() {
      return text;
    }
  }

  /**
   * A statement or a grant.
   *
   * @param part the part
   * @param name the part as messages name it
   * @param use how it was used
   * @param lastNeeded the time of the latest event that needed it
   * @param unusedActions the actions of an Allow statement that no call has used
   * @param unusedPrincipals the principals of an Allow statement that made no such call
   */
  public record Part(
      PolicyPart part,
      String name,
      Use use,
      Optional<Instant> lastNeeded,
      List<String> unusedActions,
      List<String> unusedPrincipals) {

    /** Copies the lists. */
    public Part {
      unusedActions = List.copyOf(unusedActions);
      unusedPrincipals = List.copyOf(unusedPrincipals);
    }
  }
}
