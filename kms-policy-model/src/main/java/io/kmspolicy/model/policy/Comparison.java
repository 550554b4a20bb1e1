package io.kmspolicy.model.policy;

/**
 * What a condition operator compares, without quantifier and {@code IfExists}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">IAM
 *     JSON policy elements: Condition operators</a>
 */
public enum Comparison {
  STRING_EQUALS("StringEquals", Family.STRING, false),
  STRING_NOT_EQUALS("StringNotEquals", Family.STRING, true),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", Family.STRING, false),
  STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", Family.STRING, true),
  STRING_LIKE("StringLike", Family.STRING, false),
  STRING_NOT_LIKE("StringNotLike", Family.STRING, true),
  NUMERIC_EQUALS("NumericEquals", Family.NUMERIC, false),
  NUMERIC_NOT_EQUALS("NumericNotEquals", Family.NUMERIC, true),
  NUMERIC_LESS_THAN("NumericLessThan", Family.NUMERIC, false),
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", Family.NUMERIC, false),
  NUMERIC_GREATER_THAN("NumericGreaterThan", Family.NUMERIC, false),
  NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", Family.NUMERIC, false),
  DATE_EQUALS("DateEquals", Family.DATE, false),
  DATE_NOT_EQUALS("DateNotEquals", Family.DATE, true),
  DATE_LESS_THAN("DateLessThan", Family.DATE, false),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", Family.DATE, false),
  DATE_GREATER_THAN("DateGreaterThan", Family.DATE, false),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", Family.DATE, false),
  BOOL("Bool", Family.BOOL, false),
  BINARY_EQUALS("BinaryEquals", Family.BINARY, false),
  IP_ADDRESS("IpAddress", Family.IP_ADDRESS, false),
  NOT_IP_ADDRESS("NotIpAddress", Family.IP_ADDRESS, true),
  ARN_EQUALS("ArnEquals", Family.ARN, false),
  ARN_NOT_EQUALS("ArnNotEquals", Family.ARN, true),
  ARN_LIKE("ArnLike", Family.ARN, false),
  ARN_NOT_LIKE("ArnNotLike", Family.ARN, true),
  NULL("Null", Family.NULL, false);

  /** The type of value that a comparison works on. */
  public enum Family {
    /** Text (rules 3.10, 2.16). */
    STRING,
    /** Decimal numbers (rule 3.11). */
    NUMERIC,
    /** Instants (rule 3.12). */
    DATE,
    /** True or false (rule 3.13). */
    BOOL,
    /** Bytes in base64 (rule 3.14). */
    BINARY,
    /** Addresses and CIDR ranges (rule 3.15). */
    IP_ADDRESS,
    /** ARNs (rule 2.15). */
    ARN,
    /** Whether the key is present (rule 3.3). */
    NULL;

    /** Whether values of this family may hold policy variables (rule 2.10). */
    public boolean hasVariables() {
      return this == STRING || this == ARN || this == BOOL;
    }
  }

  private final String text;
  private final Family family;
  private final boolean negated;

  Comparison(String text, Family family, boolean negated) {
    this.text = text;
    this.family = family;
    this.negated = negated;
  }

  /** The operator name in its documented spelling. */
  public String text() {
    return text;
  }

  /** The type of value that is compared. */
  public Family family() {
    return family;
  }

  /** The comparison of instants in place of numbers; the same comparison if it is of neither. */
  public Comparison ofInstants() {
    return switch (this) {
      case NUMERIC_EQUALS -> DATE_EQUALS;
      case NUMERIC_NOT_EQUALS -> DATE_NOT_EQUALS;
      case NUMERIC_LESS_THAN -> DATE_LESS_THAN;
      case NUMERIC_LESS_THAN_EQUALS -> DATE_LESS_THAN_EQUALS;
      case NUMERIC_GREATER_THAN -> DATE_GREATER_THAN;
      case NUMERIC_GREATER_THAN_EQUALS -> DATE_GREATER_THAN_EQUALS;
      default -> this;
    };
  }

  /** The form that is not negated (rule 3.1). */
  public Comparison positive() {
    return switch (this) {
      case STRING_NOT_EQUALS -> STRING_EQUALS;
      case STRING_NOT_EQUALS_IGNORE_CASE -> STRING_EQUALS_IGNORE_CASE;
      case STRING_NOT_LIKE -> STRING_LIKE;
      case NUMERIC_NOT_EQUALS -> NUMERIC_EQUALS;
      case DATE_NOT_EQUALS -> DATE_EQUALS;
      case NOT_IP_ADDRESS -> IP_ADDRESS;
      case ARN_NOT_EQUALS -> ARN_EQUALS;
      case ARN_NOT_LIKE -> ARN_LIKE;
      default -> this;
    };
  }

  /** Whether this is the negated form: it holds if no value matches (rule 3.1). */
  public boolean negated() {
    return negated;
  }
}
