package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The account and the organization of the key, which a stranger does not belong to. They decide the
 * tests of {@code aws:ResourceAccount} and {@code aws:ResourceOrgID}, which policies compare with
 * the account and the organization of the caller.
 *
 * @param account the account
 * @param organization the organization; empty if the account belongs to none
 */
record KnownKey(String account, Optional<String> organization) {

  private static final Pair ACCOUNT =
      new Pair(DerivedKey.RESOURCE_ACCOUNT.spelling(), DerivedKey.PRINCIPAL_ACCOUNT.spelling());
  private static final Pair ORGANIZATION =
      new Pair(DerivedKey.RESOURCE_ORG_ID.spelling(), DerivedKey.PRINCIPAL_ORG_ID.spelling());
  private static final String PATHS = "aws:ResourceOrgPaths";
  private static final String UNNAMED = "o-0000own000";
  private static final Pattern ID = Pattern.compile("o-[^*?$/]+");

  /** A condition key of the resource, and the key with the same property of the caller. */
  private record Pair(String ofKey, String ofCaller) {

    boolean isTestedBy(Condition test) {
      return test.key().equalsIgnoreCase(ofKey);
    }

    /** Whether a test compares the two. */
    boolean isComparedBy(Condition test) {
      return isTestedBy(test)
          && test.operator().quantifier() == Quantifier.NONE
          && test.values().size() == 1
          && test.values().get(0).text().equalsIgnoreCase(variable(ofCaller));
    }

    /**
     * The same test from the caller's side: the property of the key is present, so the test
     * compares the same two ids. An id that is absent equals nothing, on either side (rule 2.12).
     */
    Condition swapped(Condition test, String known) {
      ConditionOperator operator =
          new ConditionOperator(Quantifier.NONE, test.operator().comparison(), false);
      return new Condition(operator, ofCaller, List.of(ConditionValue.of(known)), test.location());
    }

    static String variable(String key) {
      return "${" + key + "}";
    }
  }

  /** The keys of an account in the organizations that the statements distinguish. */
  static List<KnownKey> of(String account, List<Statement> statements) {
    List<KnownKey> all = new ArrayList<>();
    for (String id : organizations(statements)) {
      all.add(new KnownKey(account, Optional.of(id)));
    }
    if (reads(statements, ORGANIZATION.ofKey()) || reads(statements, PATHS)) {
      all.add(new KnownKey(account, Optional.empty()));
    }
    return all;
  }

  private static Set<String> organizations(List<Statement> statements) {
    Set<String> ids = new LinkedHashSet<>();
    ids.add(UNNAMED);
    StatementNames.valuesOf(statements, ORGANIZATION.ofKey()).stream()
        .filter(text -> ID.matcher(text).matches())
        .forEach(ids::add);
    return ids;
  }

  private static boolean reads(List<Statement> statements, String key) {
    return StatementNames.testsOf(statements, key).findAny().isPresent()
        || statements.stream()
            .flatMap(StatementNames::in)
            .anyMatch(text -> variable(key).matcher(text).find());
  }

  private static Pattern variable(String key) {
    return Pattern.compile(Pattern.quote(Pair.variable(key)), Pattern.CASE_INSENSITIVE);
  }

  /** The statements whose conditions can hold for the key. */
  List<Statement> given(List<Statement> statements, StatementAnalysis analysis) {
    return statements.stream().flatMap(one -> given(one, analysis).stream()).toList();
  }

  private Optional<Statement> given(Statement statement, StatementAnalysis analysis) {
    List<Condition> tests = new ArrayList<>();
    for (Condition written : statement.condition().tests()) {
      Condition test = swapped(withVariables(written));
      boolean isKnown = ACCOUNT.isTestedBy(test) || ORGANIZATION.isTestedBy(test);
      MatchResult result =
          isKnown || test.key().equalsIgnoreCase(PATHS)
              ? analysis.condition(
                  statement.withCondition(new ConditionBlock(List.of(test))), context())
              : MatchResult.INDETERMINATE;
      if (result.isNoMatch()) {
        return Optional.empty();
      }
      if (!result.isMatch()) {
        tests.add(test);
      }
    }
    return Optional.of(statement.withCondition(new ConditionBlock(tests)));
  }

  private RequestContext context() {
    RequestContext.Builder context =
        StatementAnalysis.anyContext().toBuilder().put(ACCOUNT.ofKey(), account);
    return organization.isPresent()
        ? context
            .put(ORGANIZATION.ofKey(), organization.get())
            .set(PATHS, ContextValue.presentUnknown())
            .build()
        : context
            .set(ORGANIZATION.ofKey(), ContextValue.absent())
            .set(PATHS, ContextValue.absent())
            .build();
  }

  /**
   * The test with the account and the organization put in for their variables. Without an
   * organization its variable equals nothing (rule 2.12), as an id that no caller has.
   */
  private Condition withVariables(Condition test) {
    List<ConditionValue> values = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      String known = variable(ACCOUNT.ofKey()).matcher(value.text()).replaceAll(account);
      String text =
          variable(ORGANIZATION.ofKey()).matcher(known).replaceAll(organization.orElse(UNNAMED));
      values.add(new ConditionValue(text, value.form()));
    }
    return new Condition(test.operator(), test.key(), values, test.location());
  }

  private Condition swapped(Condition test) {
    if (ACCOUNT.isComparedBy(test)) {
      return ACCOUNT.swapped(test, account);
    }
    return organization.isPresent() && ORGANIZATION.isComparedBy(test)
        ? ORGANIZATION.swapped(test, organization.get())
        : test;
  }
}
