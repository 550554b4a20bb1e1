package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bounds of the tests of a condition with opaque values (rule 1.13). A test of a positive
 * operator holds for more requests the more values it lists, and one of a negated operator for
 * fewer (rule 3.1).
 */
final class OpaqueConditions {

  private static final int FIELDS = 6;

  /** Stands for a value that has no colon; no name has this character. */
  private static final String OF_STACK = "\u0001";

  private OpaqueConditions() {}

  /** Tests that hold only if these hold for every value; empty if there are none. */
  static Optional<List<Condition>> lower(List<Condition> tests) {
    List<Condition> lower = new ArrayList<>();
    for (Condition test : tests) {
      List<ConditionValue> known = known(test);
      if (known.size() == test.values().size()) {
        lower.add(test);
      } else if (known.isEmpty() || test.operator().comparison().negated()) {
        return Optional.empty();
      } else {
        lower.add(with(test, test.operator(), known));
      }
    }
    return Optional.of(lower);
  }

  /** Tests that hold if these hold for some values. */
  static List<Condition> upper(List<Condition> tests) {
    List<Condition> upper = new ArrayList<>();
    for (Condition test : tests) {
      List<ConditionValue> known = known(test);
      if (known.size() == test.values().size()) {
        upper.add(test);
      } else if (test.operator().comparison().negated()) {
        if (!known.isEmpty()) {
          upper.add(with(test, test.operator(), known));
        }
      } else {
        widest(test).or(() -> presence(test)).ifPresent(upper::add);
      }
    }
    return upper;
  }

  private static List<ConditionValue> known(Condition test) {
    return test.values().stream().filter(value -> !OpaqueText.in(value.text())).toList();
  }

  private static Condition with(
      Condition test, ConditionOperator operator, List<ConditionValue> values) {
    return new Condition(operator, test.key(), values, test.location());
  }

  /** The test with wildcards in place of opaque parts; empty if its operator has none. */
  private static Optional<Condition> widest(Condition test) {
    Comparison comparison = test.operator().comparison();
    boolean isArn = comparison == Comparison.ARN_LIKE || comparison == Comparison.ARN_EQUALS;
    boolean isEqual = comparison == Comparison.STRING_EQUALS;
    if (!isArn && !isEqual && comparison != Comparison.STRING_LIKE) {
      return Optional.empty();
    }
    List<ConditionValue> values = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      String literal = OpaqueText.replaced(value.text(), part -> "");
      boolean isLiteral = literal.indexOf('*') < 0 && literal.indexOf('?') < 0;
      if ((isEqual && !isLiteral) || (isArn && !hasKnownFields(value.text()))) {
        return Optional.empty();
      }
      values.add(new ConditionValue(OpaqueElements.widest(value.text()), value.form()));
    }
    ConditionOperator operator =
        new ConditionOperator(
            test.operator().quantifier(),
            isArn ? comparison : Comparison.STRING_LIKE,
            test.operator().ifExists());
    return Optional.of(with(test, operator, values));
  }

  /** A plain positive test holds for no request without its key (rule 3.3). */
  private static Optional<Condition> presence(Condition test) {
    boolean needsKey =
        test.operator().quantifier() == Quantifier.NONE
            && !test.operator().ifExists()
            && test.operator().comparison().family() != Family.NULL;
    return needsKey
        ? Optional.of(
            with(
                test,
                ConditionOperator.plain(Comparison.NULL),
                List.of(ConditionValue.of("false"))))
        : Optional.empty();
  }

  /**
   * Whether the fields of an ARN are known although parts of it are opaque: only a part in the last
   * field may have colons.
   */
  static boolean hasKnownFields(String text) {
    if (!OpaqueText.in(text)) {
      return true;
    }
    String open = String.valueOf((char) 0);
    String[] fields =
        OpaqueText.replaced(text, part -> part.kind().isOfStack() ? OF_STACK : open)
            .split(":", FIELDS);
    if (fields.length < FIELDS || OpaqueElements.widest(text).split(":", FIELDS).length < FIELDS) {
      return false;
    }
    for (int i = 0; i < FIELDS - 1; i++) {
      if (fields[i].contains(open)) {
        return false;
      }
    }
    return true;
  }
}
