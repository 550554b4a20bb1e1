import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A condition test as JSON and as a formula of SMT-LIB. The formula is written from section 3 of
 * docs/semantics.md; it shares nothing with the engine.
 *
 * @param operator the operator with its set prefix and {@code IfExists}
 * @param values the policy values
 */
record Z3Test(Key key, String operator, List<String> values) {

  private static final List<String> TEXTS =
      List.of(
          "StringEquals",
          "StringLike",
          "StringNotEquals",
          "StringNotLike",
          "StringEqualsIgnoreCase",
          "StringNotEqualsIgnoreCase");
  private static final List<String> WORDS = List.of("a", "b", "ab", "a*", "*b", "?", "a?b", "*");

  /** The keys, each with a domain of its own. */
  enum Key {
    VPCE("aws:SourceVpce", TEXTS, WORDS),
    TAG("aws:PrincipalTag/t", TEXTS, WORDS),
    PAIR("kms:EncryptionContext:x", TEXTS, WORDS),
    NAMES("aws:TagKeys", TEXTS, List.of("a", "b", "a*")),
    AGE("aws:MultiFactorAuthAge", ordered("Numeric"), List.of("5", "7", "7.5", "10")),
    TIME(
        "aws:CurrentTime",
        ordered("Date"),
        List.of("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z")),
    FLAG("aws:SecureTransport", List.of("Bool"), List.of("true", "false")),
    ADDRESS(
        "aws:SourceIp",
        List.of("IpAddress", "NotIpAddress"),
        List.of("10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/9", "10.128.0.0/9", "192.0.2.7/32"));

    final String text;
    private final List<String> operators;
    private final List<String> values;

    Key(String text, List<String> operators, List<String> values) {
      this.text = text;
      this.operators = operators;
      this.values = values;
    }

    private static List<String> ordered(String family) {
      return List.of(
          family + "Equals",
          family + "NotEquals",
          family + "LessThan",
          family + "LessThanEquals",
          family + "GreaterThan",
          family + "GreaterThanEquals");
    }

    private String present() {
      return name() + "-present";
    }

    private String member(int index) {
      return name() + "-" + index;
    }

    private String used(int index) {
      return member(index) + "-used";
    }

    /**
     * The declarations of a key.
     *
     * @param members how many values a key of several values has at most
     */
    String declarations(int members) {
      StringBuilder text = new StringBuilder("(declare-const " + present() + " Bool)\n");
      switch (this) {
        case VPCE, TAG, PAIR -> text.append("(declare-const ").append(name()).append(" String)\n");
        case NAMES -> {
          for (int i = 0; i < members; i++) {
            text.append("(declare-const ").append(member(i)).append(" String)\n");
            text.append("(declare-const ").append(used(i)).append(" Bool)\n");
          }
        }
        case AGE, TIME ->
            text.append("(declare-const %1$s Real)\n(assert (>= %1$s 0.0))\n".formatted(name()));
        case FLAG -> text.append("(declare-const ").append(name()).append(" Bool)\n");
        case ADDRESS ->
            text.append(
                ("(declare-const %1$s Int)\n(declare-const %1$s-is-v4 Bool)\n"
                        + "(assert (and (<= 0 %1$s) (< %1$s 4294967296)))\n")
                    .formatted(name()));
      }
      return text.toString();
    }
  }

  static Z3Test random(List<Key> keys, Random random) {
    Key key = keys.get(random.nextInt(keys.size()));
    if (random.nextInt(8) == 0) {
      return new Z3Test(key, "Null", List.of(Boolean.toString(random.nextBoolean())));
    }
    List<String> values = new ArrayList<>();
    for (int i = random.nextInt(3) / 2; i >= 0; i--) {
      values.add(key.values.get(random.nextInt(key.values.size())));
    }
    String comparison = key.operators.get(random.nextInt(key.operators.size()));
    boolean comparesTexts =
        comparison.equals("StringEquals") || comparison.equals("StringNotEquals");
    if (key == Key.PAIR && comparesTexts && random.nextInt(4) == 0) {
      values.add("${aws:PrincipalTag/t}");
    }
    String suffix = random.nextInt(4) == 0 ? "IfExists" : "";
    if (key != Key.NAMES) {
      return new Z3Test(key, comparison + suffix, values);
    }
    // Two forms are not documented for absent keys (rule 3.3).
    boolean any = comparison.equals("StringNotLike") || random.nextBoolean();
    return new Z3Test(
        key, any ? "ForAnyValue:" + comparison : "ForAllValues:" + comparison + suffix, values);
  }

  /** The test with another value, operator or key. */
  Z3Test changed(List<Key> keys, Random random) {
    Z3Test other = random(List.of(key), random);
    return switch (random.nextInt(4)) {
      case 0 -> random(keys, random);
      case 1 -> other;
      case 2 ->
          operator.equals("Null") ? other : new Z3Test(key, operator, other.plainValues(this));
      default -> {
        List<String> longer = new ArrayList<>(values);
        longer.addAll(other.plainValues(this));
        yield operator.equals("Null") ? other : new Z3Test(key, operator, longer);
      }
    };
  }

  private List<String> plainValues(Z3Test target) {
    boolean plain = values.stream().noneMatch(value -> value.contains("$"));
    return operator.equals("Null") || !plain ? target.values : values;
  }

  String json() {
    return "\"" + operator + "\":{\"" + key.text + "\":" + quoted(values) + "}";
  }

  private static String quoted(List<String> texts) {
    return texts.stream()
        .distinct()
        .map(text -> "\"" + text + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * Whether the test holds.
   *
   * @param members how many values a key of several values has at most
   * @param emptyIsNull whether `Null` calls an empty text absent (rule 3.5)
   */
  String formula(int members, boolean emptyIsNull) {
    String absent = not(key.present());
    if (operator.equals("Null")) {
      String isNull = emptyIsNull ? or(List.of(absent, isEmpty(members))) : absent;
      return values.get(0).equals("true") ? isNull : not(isNull);
    }
    boolean ifExists = operator.endsWith("IfExists");
    String comparison = operator.replaceAll("^ForA.*:|IfExists$", "");
    boolean negated = comparison.contains("Not");
    if (key != Key.NAMES) {
      String matches = matches(comparison, key.name());
      String passes = negated ? not(matches) : matches;
      String ofAbsent = Boolean.toString(negated || ifExists);
      return ite(key.present(), passes, ofAbsent);
    }
    List<String> parts = new ArrayList<>();
    boolean any = operator.startsWith("ForAny");
    for (int i = 0; i < members; i++) {
      String matches = matches(comparison, key.member(i));
      String passes = negated ? not(matches) : matches;
      parts.add(any ? and(List.of(key.used(i), passes)) : or(List.of(not(key.used(i)), passes)));
    }
    String isNullSet = or(List.of(absent, isEmpty(members)));
    return any ? and(List.of(not(isNullSet), or(parts))) : or(List.of(isNullSet, and(parts)));
  }

  /** Whether the value is the empty text, or no other text is among the values (rule 3.5). */
  private String isEmpty(int members) {
    return switch (key) {
      case VPCE, TAG, PAIR -> "(= " + key.name() + " \"\")";
      case NAMES -> {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < members; i++) {
          parts.add(or(List.of(not(key.used(i)), "(= " + key.member(i) + " \"\")")));
        }
        yield and(parts);
      }
      default -> "false";
    };
  }

  /** Whether a value matches some policy value. */
  private String matches(String comparison, String value) {
    return or(values.stream().map(policy -> matches(comparison, value, policy)).toList());
  }

  private String matches(String comparison, String value, String policy) {
    return switch (key) {
      case VPCE, TAG, PAIR, NAMES -> text(comparison, value, policy);
      case AGE -> ordered(comparison.substring("Numeric".length()), value, decimal(policy));
      case TIME ->
          ordered(
              comparison.substring("Date".length()),
              value,
              Instant.parse(policy).getEpochSecond() + ".0");
      case FLAG -> policy.equals("true") ? value : not(value);
      case ADDRESS -> address(value, policy);
    };
  }

  private static String decimal(String number) {
    return number.contains(".") ? number : number + ".0";
  }

  private static String text(String comparison, String value, String policy) {
    if (policy.equals("${aws:PrincipalTag/t}")) {
      return and(List.of(Key.TAG.present(), "(= " + value + " " + Key.TAG.name() + ")"));
    }
    boolean wild = comparison.endsWith("Like");
    boolean ignoresCase = comparison.endsWith("IgnoreCase");
    if (!wild && !ignoresCase) {
      return "(= " + value + " \"" + policy + "\")";
    }
    String parts =
        Arrays.stream(policy.split(""))
            .map(
                c ->
                    wild && c.equals("*")
                        ? "re.all"
                        : wild && c.equals("?") ? "re.allchar" : letter(c, ignoresCase))
            .collect(Collectors.joining(" "));
    return "(str.in_re " + value + " (re.++ (str.to_re \"\") " + parts + "))";
  }

  private static String letter(String c, boolean ignoresCase) {
    String plain = "(str.to_re \"" + c + "\")";
    return ignoresCase && Character.isLetter(c.charAt(0))
        ? "(re.union " + plain + " (str.to_re \"" + c.toUpperCase(java.util.Locale.ROOT) + "\"))"
        : plain;
  }

  private static String ordered(String order, String value, String policy) {
    String sign =
        switch (order) {
          case "Equals", "NotEquals" -> "=";
          case "LessThan" -> "<";
          case "LessThanEquals" -> "<=";
          case "GreaterThan" -> ">";
          default -> ">=";
        };
    return "(" + sign + " " + value + " " + policy + ")";
  }

  private static String address(String value, String range) {
    int slash = range.indexOf('/');
    long first = 0;
    for (String part : range.substring(0, slash).split("\\.")) {
      first = 256 * first + Integer.parseInt(part);
    }
    long size = 1L << (32 - Integer.parseInt(range.substring(slash + 1)));
    return "(and %1$s-is-v4 (<= %2$d %1$s) (< %1$s %3$d))".formatted(value, first, first + size);
  }

  static String not(String formula) {
    return "(not " + formula + ")";
  }

  static String and(List<String> parts) {
    return "(and true " + String.join(" ", parts) + ")";
  }

  static String or(List<String> parts) {
    return "(or false " + String.join(" ", parts) + ")";
  }

  private static String ite(String condition, String then, String otherwise) {
    return "(ite " + condition + " " + then + " " + otherwise + ")";
  }
}
