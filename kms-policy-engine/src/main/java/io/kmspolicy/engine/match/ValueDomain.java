package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values that a condition key may have, as glob patterns. Rewrites statements for a key that is
 * present with one value of the domain. The rewriting is exact for each single test where a result
 * is certain, and leaves a test as it is otherwise.
 *
 * @param key the condition key
 * @param patterns the patterns; every possible value matches one of them. A pattern with six parts
 *     is one of ARNs: its wildcards match no colon, except in the last part
 */
public record ValueDomain(String key, List<String> patterns) {

  /** The statement for a key with a value of the domain; empty if it then never matches. */
  public Optional<Statement> narrow(Statement statement) {
    List<Condition> tests = new ArrayList<>();
    for (Condition test : statement.condition().tests()) {
      if (!LetterCase.areSameName(test.key(), key) || !isText(test.operator().comparison())) {
        tests.add(test);
        continue;
      }
      Condition narrowed = narrow(test);
      MatchResult result = result(narrowed, test);
      if (result.isNoMatch()) {
        return Optional.empty();
      }
      if (!result.isMatch()) {
        tests.add(narrowed);
      }
    }
    return Optional.of(
        new Statement(
            statement.sid(),
            statement.effect(),
            statement.principal(),
            statement.action(),
            statement.resource(),
            new ConditionBlock(tests),
            statement.location()));
  }

  private static boolean isText(Comparison comparison) {
    return comparison.family() == Family.STRING || comparison.family() == Family.ARN;
  }

  /** The test without the values that match no value of the domain. */
  private Condition narrow(Condition test) {
    List<ConditionValue> possible =
        test.values().stream()
            .filter(value -> !matches(test.operator().comparison(), value.text()).isNoMatch())
            .toList();
    return new Condition(test.operator(), test.key(), possible, test.location());
  }

  private MatchResult result(Condition narrowed, Condition test) {
    if (test.values().isEmpty()) {
      return MatchResult.INDETERMINATE;
    }
    Comparison comparison = test.operator().comparison();
    MatchResult match = MatchResult.NO_MATCH;
    for (ConditionValue value : narrowed.values()) {
      match = match.or(matches(comparison, value.text()));
    }
    return comparison.negated() ? match.not() : match;
  }

  /** Whether a value of a policy matches all values of the domain, none of them, or some. */
  private MatchResult matches(Comparison comparison, String value) {
    boolean arn = comparison.family() == Family.ARN;
    if (value.contains("${")
        || (arn && value.split(":", ArnPattern.FIELDS).length < ArnPattern.FIELDS)) {
      return MatchResult.INDETERMINATE;
    }
    boolean wild = arn || comparison.text().endsWith("Like");
    boolean anyCase = comparison.text().endsWith("IgnoreCase");
    if (patterns.stream().noneMatch(pattern -> mayMatch(value, wild, arn, pattern))) {
      return MatchResult.NO_MATCH;
    }
    boolean all = patterns.stream().allMatch(pattern -> includes(value, wild, arn, pattern));
    return all && !anyCase ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  /**
   * Whether some value of a pattern matches a value of a policy; true may mean unknown. ARNs are
   * compared part by part, unless a wildcard of the value may span parts.
   */
  private static boolean mayMatch(String value, boolean wild, boolean arn, String pattern) {
    String[] outer = value.split(":", ArnPattern.FIELDS);
    String[] inner = pattern.split(":", ArnPattern.FIELDS);
    if (outer.length < ArnPattern.FIELDS
        || inner.length < ArnPattern.FIELDS
        || (!arn && isSpanning(outer, wild))) {
      return intersects(value, wild, pattern);
    }
    for (int i = 0; i < ArnPattern.FIELDS; i++) {
      if (!intersects(outer[i], wild, inner[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a wildcard before the last part may match a colon. */
  private static boolean isSpanning(String[] parts, boolean wild) {
    boolean spanning = false;
    for (int i = 0; i < ArnPattern.FIELDS - 1; i++) {
      spanning |= !isLiteral(parts[i]);
    }
    return wild && spanning;
  }

  /**
   * Whether some text matches both patterns, letter case aside: dynamic programming over the
   * suffixes of both, from the end.
   */
  private static boolean intersects(String value, boolean wild, String pattern) {
    String left = LetterCase.lowerCase(value);
    String right = LetterCase.lowerCase(pattern);
    boolean[] below = new boolean[right.length() + 1];
    for (int i = left.length(); i >= 0; i--) {
      boolean[] row = new boolean[right.length() + 1];
      boolean run = wild && i < left.length() && left.charAt(i) == '*';
      for (int j = right.length(); j >= 0; j--) {
        boolean more = j < right.length();
        if (i == left.length() && !more) {
          row[j] = true;
        } else if (run) {
          row[j] = below[j] || (more && row[j + 1]);
        } else if (more && right.charAt(j) == '*') {
          row[j] = row[j + 1] || (i < left.length() && below[j]);
        } else if (i < left.length() && more) {
          row[j] = sameCharacter(left.charAt(i), wild, right.charAt(j)) && below[j + 1];
        }
      }
      below = row;
    }
    return below[0];
  }

  private static boolean sameCharacter(char value, boolean wild, char pattern) {
    return value == pattern || pattern == '?' || (wild && value == '?');
  }

  /**
   * Whether a value matches every text that a pattern matches; false may mean unknown. The pattern
   * is matched as a text: its wildcards are ordinary characters.
   */
  public static boolean includes(String value, boolean wild, boolean arn, String pattern) {
    if (!wild) {
      return value.equals(pattern) && isLiteral(pattern);
    }
    if (value.indexOf('?') >= 0 && pattern.indexOf('*') >= 0) {
      return false;
    }
    String[] outer = value.split(":", arn ? ArnPattern.FIELDS : 1);
    String[] inner = pattern.split(":", arn ? ArnPattern.FIELDS : 1);
    for (int i = 0; i < outer.length; i++) {
      if (outer.length != inner.length || !Glob.parse(outer[i]).matches(inner[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLiteral(String pattern) {
    return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
  }
}
