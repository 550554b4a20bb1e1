package io.kmspolicy.engine.oracle;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ContextValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An evaluator of condition tests, written from section 3 of {@code docs/semantics.md} for the
 * values of {@link SmallKey} only. It shares no code with the operators of the engine.
 *
 * <p>A result is a number: {@link #FALSE}, {@link #TRUE}, or {@link #OPEN} where AWS's rule is not
 * documented.
 *
 * @param context the value of each key in lower case; every key has one
 * @param emptyIsNull whether {@code Null} calls an empty text absent (rule 3.5)
 * @param computed the results of tests without policy variables by test and value of its key
 */
record BruteForce(
    Map<String, ContextValue> context,
    boolean emptyIsNull,
    Map<Condition, Map<ContextValue, Integer>> computed) {

  static final int FALSE = 0;
  static final int OPEN = 1;
  static final int TRUE = 2;

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^,}]+)(?:, '([^']*)')?\\}");

  private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

  private static int of(boolean holds) {
    return holds ? TRUE : FALSE;
  }

  /** Whether a test holds. */
  int holds(SmallPolicy.Test test) {
    ContextValue value = context.get(test.key().lowerKey());
    if (test.isRelational()) {
      return holds(test.condition(), test.key(), value);
    }
    return computed
        .computeIfAbsent(test.condition(), unused -> new HashMap<>())
        .computeIfAbsent(value, unused -> holds(test.condition(), test.key(), value));
  }

  private int holds(Condition test, SmallKey key, ContextValue value) {
    List<String> values =
        value instanceof ContextValue.Present present ? present.values() : List.of();
    boolean absent = !(value instanceof ContextValue.Present);
    Comparison comparison = test.operator().comparison();
    if (comparison == Comparison.NULL) {
      boolean isNull = absent || (isNullSet(values) && emptyIsNull);
      boolean wanted = test.values().get(0).text().equals("true");
      return of(isNull == wanted);
    }
    return switch (test.operator().quantifier()) {
      case NONE -> one(test, values, key.isMultivalued());
      case FOR_ALL_VALUES -> all(test, values, absent);
      case FOR_ANY_VALUE -> any(test, values, absent);
    };
  }

  private static boolean isNullSet(List<String> values) {
    return values.stream().allMatch(String::isEmpty);
  }

  /** Rules 3.3, 3.9. */
  private int one(Condition test, List<String> values, boolean multivalued) {
    boolean negated = test.operator().comparison().negated();
    if (values.isEmpty()) {
      return of(negated || test.operator().ifExists());
    }
    int most = FALSE;
    for (String value : values) {
      most = Math.max(most, passes(test, value));
    }
    return multivalued || values.size() > 1 ? Math.min(most, OPEN) : most;
  }

  /** Rules 3.3, 3.6. */
  private int all(Condition test, List<String> values, boolean absent) {
    if (absent) {
      return test.operator().comparison() == Comparison.STRING_NOT_LIKE ? OPEN : TRUE;
    }
    int least = TRUE;
    for (String value : isNullSet(values) ? List.<String>of() : values) {
      least = Math.min(least, passes(test, value));
    }
    return least;
  }

  /** Rules 3.3, 3.6. */
  private int any(Condition test, List<String> values, boolean absent) {
    if (absent) {
      return test.operator().ifExists() ? OPEN : FALSE;
    }
    int most = FALSE;
    for (String value : isNullSet(values) ? List.<String>of() : values) {
      most = Math.max(most, passes(test, value));
    }
    return most;
  }

  private int passes(Condition test, String value) {
    Comparison comparison = test.operator().comparison();
    int most = FALSE;
    for (ConditionValue policy : test.values()) {
      most = Math.max(most, matches(comparison, policy.text(), value));
    }
    return comparison.negated() ? TRUE - most : most;
  }

  private int matches(Comparison comparison, String policy, String value) {
    Family family = comparison.family();
    if (family == Family.STRING) {
      return text(comparison, policy, value);
    }
    if (family == Family.BOOL) {
      return of(value.toLowerCase(Locale.ROOT).equals(policy));
    }
    int unreadable = comparison.negated() ? OPEN : FALSE; // rule 3.17
    return switch (family) {
      case NUMERIC -> isNumber(value) ? of(order(comparison, number(value, policy))) : unreadable;
      case DATE -> date(comparison, policy, value, unreadable);
      case IP_ADDRESS -> isAddress(value) ? of(isWithin(value, policy)) : unreadable;
      case ARN -> isArn(value) ? of(isLike(value, policy)) : unreadable;
      default -> throw new IllegalArgumentException(comparison.text());
    };
  }

  /** Rules 2.10-2.16, 3.10. */
  private int text(Comparison comparison, String policy, String value) {
    Matcher variable = VARIABLE.matcher(policy);
    StringBuilder pattern = new StringBuilder();
    int open = TRUE;
    int at = 0;
    while (variable.find()) {
      pattern.append(pattern(comparison, policy.substring(at, variable.start())));
      at = variable.end();
      String fallback = variable.group(2);
      ContextValue replaced = context.get(variable.group(1).toLowerCase(Locale.ROOT));
      List<String> values =
          replaced instanceof ContextValue.Present present ? present.values() : List.of();
      if (values.size() != 1 && fallback == null) {
        return FALSE;
      }
      if (values.isEmpty()) {
        pattern.append(Pattern.quote(fallback));
      } else if (fallback != null && (values.size() > 1 || values.get(0).isEmpty())) {
        open = OPEN; // whether the default replaces an empty text or several is not documented
        pattern.append(".*");
      } else {
        pattern.append(Pattern.quote(values.get(0)));
      }
    }
    pattern.append(pattern(comparison, policy.substring(at)));
    boolean ignoresCase = comparison.text().endsWith("IgnoreCase");
    return COMPILED
            .computeIfAbsent((ignoresCase ? "(?i)" : "") + pattern, Pattern::compile)
            .matcher(value)
            .matches()
        ? open
        : FALSE;
  }

  private static String pattern(Comparison comparison, String text) {
    boolean wildcards = comparison.text().endsWith("Like");
    return wildcards ? glob(text, ".*", ".") : Pattern.quote(text);
  }

  private static String glob(String text, String run, String one) {
    StringBuilder pattern = new StringBuilder();
    for (String symbol : text.split("")) {
      pattern.append(
          switch (symbol) {
            case "*" -> run;
            case "?" -> one;
            default -> Pattern.quote(symbol);
          });
    }
    return pattern.toString();
  }

  private static boolean isNumber(String value) {
    return value.matches("-?[0-9]+(\\.[0-9]+)?");
  }

  private static int number(String value, String policy) {
    return new BigDecimal(value).compareTo(new BigDecimal(policy));
  }

  /** Rule 3.12: a negative number is seconds before 1970, or no date. */
  private static int date(Comparison comparison, String policy, String value, int unreadable) {
    if (value.equals("-1")) {
      int second = of(order(comparison, instant("1969-12-31T23:59:59Z", policy)));
      return second == unreadable ? second : OPEN;
    }
    return isInstant(value) ? of(order(comparison, instant(value, policy))) : unreadable;
  }

  private static boolean isInstant(String value) {
    try {
      Instant.parse(value);
      return true;
    } catch (DateTimeParseException unreadable) {
      return false;
    }
  }

  private static int instant(String value, String policy) {
    return Instant.parse(value).compareTo(Instant.parse(policy));
  }

  private static boolean order(Comparison comparison, int order) {
    String name = comparison.text().replaceFirst("Numeric|Date", "");
    return switch (name) {
      case "Equals", "NotEquals" -> order == 0;
      case "LessThan" -> order < 0;
      case "LessThanEquals" -> order <= 0;
      case "GreaterThan" -> order > 0;
      default -> order >= 0;
    };
  }

  private static boolean isAddress(String value) {
    return value.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
  }

  private static boolean isWithin(String value, String policy) {
    int slash = policy.indexOf('/');
    int shift = 32 - Integer.parseInt(policy.substring(slash + 1));
    return bits(value) >> shift == bits(policy.substring(0, slash)) >> shift;
  }

  private static long bits(String address) {
    long bits = 0;
    for (String part : address.split("\\.")) {
      bits = 256 * bits + Integer.parseInt(part);
    }
    return bits;
  }

  private static boolean isArn(String value) {
    return value.startsWith("arn:") && value.split(":", -1).length >= 6;
  }

  /** Rule 2.15: field by field. */
  private static boolean isLike(String value, String policy) {
    String[] fields = value.split(":", 6);
    String[] patterns = policy.split(":", 6);
    for (int i = 0; i < fields.length; i++) {
      if (!fields[i].matches(glob(patterns[i], ".*", "."))) {
        return false;
      }
    }
    return true;
  }
}
