package io.kmspolicy.model.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A condition operator with its quantifier and its {@code IfExists}, such as {@code
 * ForAnyValue:StringLikeIfExists} (rules 3.3-3.8).
 *
 * @param quantifier how many values of the request must match
 * @param comparison what is compared
 * @param ifExists whether an absent key makes the test hold
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">IAM
 *     JSON policy elements: Condition operators</a>
 */
public record ConditionOperator(Quantifier quantifier, Comparison comparison, boolean ifExists) {

  private static final String IF_EXISTS = "IfExists";

  /** How many values of the request must match. */
  public enum Quantifier {
    /** No set operator: the key has one value. */
    NONE(""),
    /** Every value of the request must match. */
    FOR_ALL_VALUES("ForAllValues:"),
    /** At least one value of the request must match. */
    FOR_ANY_VALUE("ForAnyValue:");

    private final String prefix;

    Quantifier(String prefix) {
      this.prefix = prefix;
    }

    /** The prefix as a document writes it; empty for {@link #NONE}. */
    public String prefix() {
      return prefix;
    }
  }

  /** {@code Null} has no {@code IfExists} form (rule 3.4). */
  public ConditionOperator {
    if (comparison == Comparison.NULL && ifExists) {
      throw new IllegalArgumentException("`Null` has no `IfExists` form");
    }
  }

  /** The plain form of a comparison. */
  public static ConditionOperator plain(Comparison comparison) {
    return new ConditionOperator(Quantifier.NONE, comparison, false);
  }

  /**
   * Reads an operator name; letter case does not count (rule 1.4).
   *
   * @return the operator, or empty if there is none of that name
   */
  public static Optional<ConditionOperator> parse(String name) {
    ConditionOperator documented = Spellings.DOCUMENTED.get(name);
    return documented != null ? Optional.of(documented) : parseAnyCase(name);
  }

  /** The operators by their documented spelling. */
  private static final class Spellings {

    private static final Map<String, ConditionOperator> DOCUMENTED = new HashMap<>();

    static {
      for (Comparison comparison : Comparison.values()) {
        for (Quantifier quantifier : Quantifier.values()) {
          put(new ConditionOperator(quantifier, comparison, false));
          if (comparison != Comparison.NULL) {
            put(new ConditionOperator(quantifier, comparison, true));
          }
        }
      }
    }

    private Spellings() {}

    private static void put(ConditionOperator operator) {
      DOCUMENTED.put(operator.text(), operator);
    }
  }

  private static Optional<ConditionOperator> parseAnyCase(String name) {
    Quantifier quantifier = Quantifier.NONE;
    String rest = name;
    for (Quantifier candidate : Quantifier.values()) {
      if (candidate != Quantifier.NONE && startsWith(rest, candidate.prefix())) {
        quantifier = candidate;
        rest = rest.substring(candidate.prefix().length());
        break;
      }
    }
    int end = rest.length() - IF_EXISTS.length();
    boolean ifExists = end >= 0 && rest.regionMatches(true, end, IF_EXISTS, 0, IF_EXISTS.length());
    if (ifExists) {
      rest = rest.substring(0, end);
    }
    for (Comparison comparison : Comparison.values()) {
      if (comparison.text().equalsIgnoreCase(rest)) {
        boolean legal = comparison != Comparison.NULL || !ifExists;
        return legal
            ? Optional.of(new ConditionOperator(quantifier, comparison, ifExists))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean startsWith(String text, String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  /** The operator in its documented spelling. */
  public String text() {
    return quantifier.prefix() + comparison.text() + (ifExists ? IF_EXISTS : "");
  }
}
