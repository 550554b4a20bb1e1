package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.SampleContexts;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reports operators that do not fit the type of the condition key or its number of values. */
final class OperatorCheck implements PolicyCheck {

  /** Keys whose value is a time and also compares as a number of seconds. */
  private static final Set<String> SECONDS = Set.of("aws:epochtime", "kms:validto");

  private static final String MULTI_FACTOR = "aws:MultiFactorAuthPresent";

  /** Keys of parameters that every request of the action must have. */
  private static final Set<String> REQUIRED = Set.of("kms:grantoperations");

  /**
   * A policy variable, which may stand for an empty text, and no character such as {@code ${*}}.
   */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?![*?$]})[^}]*}");

  @Override
  public List<LintRule> rules() {
    return List.of(
        LintRule.PLAIN_OPERATOR_ON_MANY_VALUES,
        LintRule.SET_OPERATOR_ON_SINGLE_VALUE,
        LintRule.FOR_ALL_VALUES_WITHOUT_NULL,
        LintRule.OPERATOR_TYPE);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.forEachTest(
        (view, test) ->
            KmsCatalogue.bundled()
                .conditionKey(test.key())
                .filter(facts -> test.operator().comparison() != Comparison.NULL)
                .ifPresent(facts -> check(view, test, facts, report)));
  }

  private static void check(
      StatementView view, Condition test, ConditionKeyFacts facts, Report report) {
    checkType(view, test, facts, report);
    Quantifier quantifier = test.operator().quantifier();
    if (facts.multivalued() && quantifier == Quantifier.NONE) {
      report.add(
          LintRule.PLAIN_OPERATOR_ON_MANY_VALUES,
          view,
          test.location(),
          Quoting.quote(test.key())
              + " can have several values; how AWS compares them without a set operator is not documented",
          withQuantifier(test));
    } else if (!facts.multivalued() && quantifier != Quantifier.NONE) {
      single(view, test, facts, report);
    } else if (facts.multivalued() && quantifier == Quantifier.FOR_ALL_VALUES && view.allows()) {
      guard(view, test, facts, "ForAllValues", report);
    } else if (isOptionalFactor(view, test)) {
      guard(view, test, facts, test.operator().text(), report);
    }
  }

  /** Requests with an access key of a user have no such key, so they pass without a factor. */
  private static boolean isOptionalFactor(StatementView view, Condition test) {
    return view.allows()
        && test.operator().ifExists()
        && test.operator().comparison() == Comparison.BOOL
        && isFactor(test)
        && test.values().stream().allMatch(value -> value.text().equalsIgnoreCase("true"))
        && view.policy()
            .denies()
            .flatMap(deny -> deny.statement().condition().tests().stream())
            .noneMatch(OperatorCheck::isFactor);
  }

  private static boolean isFactor(Condition test) {
    return LetterCase.areSameName(test.key(), MULTI_FACTOR);
  }

  /** For a request without the key, {@code ForAllValues} holds as {@code IfExists} does. */
  private static String withQuantifier(Condition test) {
    Comparison comparison = test.operator().comparison();
    if (!test.operator().ifExists()) {
      return "use `ForAnyValue:" + comparison.text() + "`, or `ForAllValues:`";
    }
    return "use `ForAllValues:"
        + comparison.text()
        + (comparison == Comparison.STRING_NOT_LIKE
            ? "`, and another statement with `\"Null\": {\""
                + test.key()
                + "\": \"true\"}` for requests without the key"
            : "`, which also holds for a request without the key");
  }

  private static void single(
      StatementView view, Condition test, ConditionKeyFacts facts, Report report) {
    boolean all = isForAll(test);
    boolean mayFailWithout =
        test.operator().comparison().negated()
            && !facts.alwaysPresent()
            && (all
                ? isOpenWithout(test) && view.allows()
                : !test.operator().ifExists() || view.allows());
    boolean mayBeEmpty = !all && facts.isTemplate() && mayMatchEmpty(test);
    boolean refusesEmpty = mayBeEmpty && (!isOpenWithout(test) || view.allows());
    report.add(
        LintRule.SET_OPERATOR_ON_SINGLE_VALUE,
        all && view.allows() ? Severity.WARNING : Severity.INFO,
        view,
        test.location(),
        Quoting.quote(test.key())
            + " has one value, "
            + (refusesEmpty && !isOpenWithout(test)
                ? "and `ForAnyValue` does not hold for an empty one"
                : withoutKey(test, mayFailWithout)),
        "use `"
            + withoutQuantifier(view, test)
            + "`"
            + (mayFailWithout ? " with " + isPresent(test) : "")
            + (refusesEmpty ? " with `\"StringNotEquals\": {\"" + test.key() + "\": \"\"}`" : ""));
  }

  /** Whether a positive test holds for an empty text; a set operator reads none (rule 3.5). */
  private static boolean mayMatchEmpty(Condition test) {
    Comparison comparison = test.operator().comparison();
    String wildcards = comparison == Comparison.STRING_LIKE ? "\\*" : "";
    return !comparison.negated()
        && comparison.family() == Family.STRING
        && test.values().stream()
            .map(ConditionValue::text)
            .anyMatch(
                text -> VARIABLE.matcher(text).replaceAll("").replaceAll(wildcards, "").isEmpty());
  }

  private static boolean isForAll(Condition test) {
    return test.operator().quantifier() == Quantifier.FOR_ALL_VALUES;
  }

  /** Whether AWS's pages leave open what a test means for a request without its key (rule 3.3). */
  private static boolean isOpenWithout(Condition test) {
    return isForAll(test)
        ? test.operator().comparison() == Comparison.STRING_NOT_LIKE
        : test.operator().ifExists();
  }

  /** What a set operator means for a request without the key (rule 3.3). */
  private static String withoutKey(Condition test, boolean mayFailWithout) {
    if (isOpenWithout(test)) {
      return "and what "
          + (isForAll(test) ? "`ForAllValues:StringNotLike`" : "`ForAnyValue` with `IfExists`")
          + " means without it is not documented";
    }
    if (isForAll(test)) {
      return "and `ForAllValues` also holds if the request has no such key";
    }
    return mayFailWithout
        ? "and `ForAnyValue` only holds if the request has it"
        : "so `ForAnyValue` changes nothing";
  }

  /** The operator that holds for no more requests in an Allow, and for no fewer in a Deny. */
  private static String withoutQuantifier(StatementView view, Condition test) {
    Comparison comparison = test.operator().comparison();
    boolean absentIsEnough =
        test.operator().ifExists() || (isForAll(test) && !comparison.negated());
    return new ConditionOperator(Quantifier.NONE, comparison, view.denies() && absentIsEnough)
        .text();
  }

  private static String isPresent(Condition test) {
    return "`\"Null\": {\"" + test.key() + "\": \"false\"}`";
  }

  private static void guard(
      StatementView view, Condition test, ConditionKeyFacts facts, String operator, Report report) {
    boolean guarded =
        view.statement().condition().tests().stream()
            .filter(other -> comesWith(other.key(), test.key()))
            .anyMatch(other -> view.analysis().withoutKey(other).isNoMatch());
    boolean always = facts.alwaysPresent() || REQUIRED.contains(LetterCase.lowerCase(test.key()));
    // Where only services can call, they choose the keys of the request, not their users.
    boolean onlyServices = view.condition(SampleContexts.directCall()).isNoMatch();
    boolean onlyWithout = view.condition(SampleContexts.with(test.key())).isNoMatch();
    if (!guarded && !always && !onlyServices && !onlyWithout) {
      report.add(
          LintRule.FOR_ALL_VALUES_WITHOUT_NULL,
          view,
          test.location(),
          Quoting.quote(operator)
              + " holds for a request without "
              + Quoting.quote(test.key())
              + ", so the statement also allows requests without it",
          "add " + isPresent(test));
    }
  }

  /** Whether a request with the first key also has the second: a tag has a name, for example. */
  private static boolean comesWith(String one, String other) {
    String key = LetterCase.lowerCase(one);
    return switch (LetterCase.lowerCase(other)) {
      case "aws:tagkeys" -> key.startsWith("aws:requesttag/") || key.equals("aws:tagkeys");
      case "kms:encryptioncontextkeys" -> key.startsWith("kms:encryptioncontext");
      case "aws:principalorgpaths" -> key.startsWith("aws:principalorg");
      case "aws:resourceorgpaths" -> key.startsWith("aws:resourceorg");
      default -> LetterCase.areSameName(key, other);
    };
  }

  private static void checkType(
      StatementView view, Condition test, ConditionKeyFacts facts, Report report) {
    Family family = test.operator().comparison().family();
    boolean seconds = SECONDS.contains(LetterCase.lowerCase(test.key()));
    boolean time = seconds && (family == Family.DATE || family == Family.NUMERIC);
    if (facts.isTemplate() || time || fits(family, facts.type())) {
      return;
    }
    boolean text = family == Family.STRING;
    report.add(
        LintRule.OPERATOR_TYPE,
        text ? Severity.WARNING : Severity.ERROR,
        view,
        test.location(),
        Quoting.quote(test.operator().text())
            + " does not fit "
            + Quoting.quote(test.key())
            + ", whose values are "
            + description(facts.type())
            + (text ? "; it compares their spelling" : ""),
        "use " + operators(facts.type()));
  }

  /** Whether operators of a family can match values of a type. */
  private static boolean fits(Family family, ValueType type) {
    return switch (type) {
      case STRING -> family == Family.STRING || family == Family.ARN;
      case ARN -> family == Family.ARN || family == Family.STRING;
      case BOOL -> family == Family.BOOL || family == Family.STRING;
      case NUMERIC -> family == Family.NUMERIC;
      case DATE -> family == Family.DATE;
      case IP_ADDRESS -> family == Family.IP_ADDRESS;
    };
  }

  private static String description(ValueType type) {
    return switch (type) {
      case STRING -> "strings";
      case ARN -> "ARNs";
      case BOOL -> "`true` or `false`";
      case NUMERIC -> "numbers";
      case DATE -> "dates";
      case IP_ADDRESS -> "IP addresses";
    };
  }

  private static String operators(ValueType type) {
    return switch (type) {
      case STRING -> "`StringEquals` or `StringLike`";
      case ARN -> "`ArnLike`";
      case BOOL -> "`Bool`";
      case NUMERIC -> "an operator such as `NumericLessThan`";
      case DATE -> "an operator such as `DateLessThan`";
      case IP_ADDRESS -> "`IpAddress` or `NotIpAddress`";
    };
  }
}
