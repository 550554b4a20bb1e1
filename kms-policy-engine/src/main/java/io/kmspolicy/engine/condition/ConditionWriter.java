package io.kmspolicy.engine.condition;

import io.kmspolicy.model.json.JsonWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes conditions as JSON and as text. */
public final class ConditionWriter {

  /** With more tests, the text names the keys only; the JSON has all tests. */
  private static final int MAX_TESTS = 24;

  /** A variable with a key; not one of the escapes for single characters. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^,}?*$]+)[,}]");

  private ConditionWriter() {}

  /**
   * Writes a condition as an object: {@code all}, {@code any} or {@code not} of conditions; a test
   * with {@code operator}, {@code key} and {@code values}; the constraints of a {@code grant} with
   * the tests in {@code holdsIf}; or a {@code fact} in English.
   */
  @SuppressWarnings("exports") // The type is visible to the modules of this project only.
  public static void write(ConditionExpression condition, JsonWriter json) {
    json.object(() -> members(condition, json));
  }

  private static void members(ConditionExpression condition, JsonWriter json) {
    if (condition instanceof ConditionExpression.All all) {
      json.member("all").array(all.parts(), part -> write(part, json));
    } else if (condition instanceof ConditionExpression.Any any) {
      json.member("any").array(any.parts(), part -> write(part, json));
    } else if (condition instanceof ConditionExpression.Not not) {
      json.member("not");
      write(not.negated(), json);
    } else if (condition instanceof ConditionExpression.Predicate test) {
      json.member("operator", test.operator().text());
      json.member("key", test.key());
      json.member("values").strings(test.values());
    } else if (condition instanceof ConditionExpression.GrantConstraint grant) {
      json.member("grant", grant.grantId());
      json.member("holdsIf");
      write(grant.tests(), json);
    } else if (condition instanceof ConditionExpression.Fact fact) {
      json.member("fact", fact.holds());
    }
  }

  /** The condition as text that continues "allowed"; the keys only if it is long. */
  public static String clause(ConditionExpression condition) {
    if (tests(condition) > MAX_TESTS) {
      return "depending on " + String.join(", ", keys(condition));
    }
    List<ConditionExpression> terms =
        condition instanceof ConditionExpression.Any any ? any.parts() : List.of(condition);
    return terms.stream().map(term -> "if " + term.text()).collect(Collectors.joining("; or "));
  }

  /** The condition keys that the condition tests, or compares with as policy variables. */
  public static List<String> keys(ConditionExpression condition) {
    Set<String> keys = new LinkedHashSet<>();
    addKeys(condition, keys);
    return List.copyOf(keys);
  }

  private static void addKeys(ConditionExpression condition, Set<String> keys) {
    if (condition instanceof ConditionExpression.All all) {
      all.parts().forEach(part -> addKeys(part, keys));
    } else if (condition instanceof ConditionExpression.Any any) {
      any.parts().forEach(part -> addKeys(part, keys));
    } else if (condition instanceof ConditionExpression.Not not) {
      addKeys(not.negated(), keys);
    } else if (condition instanceof ConditionExpression.Predicate test) {
      keys.add(test.key());
      test.values().forEach(value -> addVariables(value, keys));
    } else if (condition instanceof ConditionExpression.GrantConstraint grant) {
      addKeys(grant.tests(), keys);
    }
  }

  private static void addVariables(String value, Set<String> keys) {
    Matcher variable = VARIABLE.matcher(value);
    while (variable.find()) {
      keys.add(variable.group(1));
    }
  }

  /** The number of tests, of grants with constraints and of facts in a condition. */
  public static int tests(ConditionExpression condition) {
    if (condition instanceof ConditionExpression.All all) {
      return all.parts().stream().mapToInt(ConditionWriter::tests).sum();
    }
    return condition instanceof ConditionExpression.Any any
        ? any.parts().stream().mapToInt(ConditionWriter::tests).sum()
        : 1;
  }
}
