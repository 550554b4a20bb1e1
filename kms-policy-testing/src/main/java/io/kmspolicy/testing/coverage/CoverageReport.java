package io.kmspolicy.testing.coverage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which parts of policies the expected answers need.
 *
 * @param parts all parts, file by file in the order of each file
 * @param answers the number of distinct expected answers
 * @param decisions the number of decisions that were made without a part
 */
public record CoverageReport(List<CoveredPart> parts, int answers, long decisions) {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Copies the list. */
  public CoverageReport {
    parts = List.copyOf(parts);
  }

  /** The number of parts that some answer needs. */
  public int needed() {
    return (int) parts.stream().filter(CoveredPart::isNeeded).count();
  }

  /** The number of parts of some kinds. */
  int count(Set<PolicyPart.Kind> kinds) {
    return (int) parts.stream().filter(part -> kinds.contains(part.part().kind())).count();
  }

  /** The number of parts of some kinds that an answer needs. */
  int needed(Set<PolicyPart.Kind> kinds) {
    return (int)
        parts.stream()
            .filter(part -> kinds.contains(part.part().kind()) && part.isNeeded())
            .count();
  }

  /** The parts that no answer needs. */
  public List<CoveredPart> untested() {
    return parts.stream().filter(part -> !part.isNeeded()).toList();
  }

  /** The share of needed parts in percent, rounded down to one decimal; 100 without parts. */
  public BigDecimal percent() {
    return parts.isEmpty()
        ? HUNDRED.setScale(1)
        : BigDecimal.valueOf(needed())
            .multiply(HUNDRED)
            .divide(BigDecimal.valueOf(parts.size()), 1, RoundingMode.DOWN);
  }

  /**
   * Why the coverage is not enough: the share and what no answer needs; empty if it is enough.
   *
   * @param minimum the smallest share in percent that is enough
   */
  public Optional<String> shortfall(BigDecimal minimum) {
    BigDecimal needed = BigDecimal.valueOf(needed()).multiply(HUNDRED);
    if (needed.compareTo(minimum.multiply(BigDecimal.valueOf(parts.size()))) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        "policy coverage of "
            + percent()
            + " % is below the minimum of "
            + minimum.stripTrailingZeros().toPlainString()
            + " %\n"
            + CoverageText.untested(this));
  }

  /**
   * A minimum as a setting states it.
   *
   * @throws IllegalArgumentException if it is no number from 0 to 100
   */
  public static BigDecimal minimum(String text) {
    try {
      BigDecimal minimum = new BigDecimal(text.strip());
      if (minimum.signum() >= 0 && minimum.compareTo(HUNDRED) <= 0) {
        return minimum;
      }
    } catch (NumberFormatException noNumber) {
      // The message below says what is needed.
    }
    throw new IllegalArgumentException(
        "`" + text + "` is no minimum of policy coverage; it must be a number from 0 to 100");
  }
}
