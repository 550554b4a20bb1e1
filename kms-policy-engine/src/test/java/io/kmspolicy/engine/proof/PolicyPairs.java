package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random key policies, and policies that differ from them by one mutation. */
final class PolicyPairs {

  static final String KEY_ARN = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";

  /** A key with the comparisons and values that policies use with it. */
  record Tested(String key, List<Comparison> comparisons, boolean several, List<String> values) {}

  private static final List<Comparison> TEXTS =
      List.of(
          Comparison.STRING_EQUALS,
          Comparison.STRING_LIKE,
          Comparison.STRING_NOT_EQUALS,
          Comparison.STRING_NOT_LIKE,
          Comparison.STRING_EQUALS_IGNORE_CASE);
  private static final List<Comparison> ARNS =
      List.of(Comparison.ARN_LIKE, Comparison.ARN_NOT_LIKE, Comparison.STRING_LIKE);
  private static final List<Comparison> NUMBERS =
      List.of(
          Comparison.NUMERIC_LESS_THAN,
          Comparison.NUMERIC_GREATER_THAN_EQUALS,
          Comparison.NUMERIC_EQUALS);

  static final List<Tested> KEYS =
      List.of(
          new Tested(
              "kms:ViaService",
              TEXTS,
              false,
              List.of(
                  "s3.us-west-2.amazonaws.com", "ec2.us-west-2.amazonaws.com", "s3.*", "*.com")),
          new Tested("kms:EncryptionContext:tenant", TEXTS, false, List.of("a", "b", "a*", "A")),
          new Tested("kms:EncryptionContext:Stage", TEXTS, false, List.of("prod", "test", "p*")),
          new Tested(
              "kms:EncryptionContextKeys", TEXTS, true, List.of("tenant", "stage", "Tenant")),
          new Tested("aws:PrincipalTag/team", TEXTS, false, List.of("red", "blue", "r*", "?ed")),
          new Tested("aws:SourceVpce", TEXTS, false, List.of("vpce-1", "vpce-2", "vpce-*")),
          new Tested("aws:PrincipalOrgID", TEXTS, false, List.of("o-1", "o-2")),
          new Tested("aws:TagKeys", TEXTS, true, List.of("x", "y")),
          new Tested("kms:CallerAccount", TEXTS, false, List.of("111122223333", "444455556666")),
          new Tested("aws:PrincipalAccount", TEXTS, false, List.of("111122223333", "777788889999")),
          new Tested(
              "aws:PrincipalArn",
              ARNS,
              false,
              List.of(
                  "arn:aws:iam::111122223333:role/App",
                  "arn:aws:iam::111122223333:role/*",
                  "arn:aws:iam::*:role/ops/*",
                  "arn:aws:iam::444455556666:user/b*",
                  "arn:aws:iam::111122223333:root")),
          new Tested(
              "aws:SourceArn",
              ARNS,
              false,
              List.of("arn:aws:sns:*:111122223333:*", "arn:aws:sns:us-west-2:111122223333:t")),
          new Tested(
              "aws:SourceIp",
              List.of(Comparison.IP_ADDRESS, Comparison.NOT_IP_ADDRESS),
              false,
              List.of("10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/9", "10.128.0.0/9", "192.0.2.7/32")),
          new Tested("aws:MultiFactorAuthAge", NUMBERS, false, List.of("300", "900", "3600")),
          new Tested(
              "aws:CurrentTime",
              List.of(Comparison.DATE_LESS_THAN, Comparison.DATE_GREATER_THAN),
              false,
              List.of("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")),
          new Tested(
              "aws:MultiFactorAuthPresent",
              List.of(Comparison.BOOL),
              false,
              List.of("true", "false")),
          new Tested(
              "aws:ViaAWSService", List.of(Comparison.BOOL), false, List.of("true", "false")),
          new Tested(
              "kms:GrantIsForAWSResource",
              List.of(Comparison.BOOL),
              false,
              List.of("true", "false")));

  private static final List<PrincipalName> PRINCIPALS =
      List.of(
          new PrincipalName.Everyone(),
          new PrincipalName.Account("", "111122223333"),
          new PrincipalName.Account("", "111122223333"),
          new PrincipalName.Account("aws", "444455556666"),
          new PrincipalName.User("aws", "111122223333", "alice"),
          new PrincipalName.User("aws", "444455556666", "bob"),
          new PrincipalName.Role("aws", "111122223333", "App"),
          new PrincipalName.Role("aws", "111122223333", "ops/Admin"),
          new PrincipalName.Role("aws", "777788889999", "App"),
          new PrincipalName.AssumedRoleSession("aws", "111122223333", "App", "one"),
          new PrincipalName.FederatedUser("aws", "111122223333", "fay"),
          new PrincipalName.Service("s3.amazonaws.com"),
          new PrincipalName.Service("logs.amazonaws.com"));

  private static final List<String> ACTIONS =
      List.of(
          "kms:Decrypt",
          "kms:Encrypt",
          "kms:*",
          "kms:GenerateDataKey*",
          "kms:Describe*",
          "kms:CreateGrant",
          "kms:PutKeyPolicy",
          "kms:RetireGrant",
          "kms:TagResource");

  private final Random random;

  PolicyPairs(Random random) {
    this.random = random;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** One to five statements. */
  List<Statement> policy() {
    List<Statement> statements = new ArrayList<>();
    int size = 1 + random.nextInt(5);
    for (int i = 0; i < size; i++) {
      statements.add(statement());
    }
    return statements;
  }

  private Statement statement() {
    Effect effect = random.nextInt(4) == 0 ? Effect.DENY : Effect.ALLOW;
    List<String> actions = new ArrayList<>(List.of(pick(ACTIONS)));
    if (random.nextInt(3) == 0) {
      actions.add(pick(ACTIONS));
    }
    return statement(effect, principals(effect), action(actions), block());
  }

  private ActionElement action(List<String> actions) {
    List<ActionPattern> patterns = actions.stream().map(ActionPattern::of).toList();
    return random.nextInt(12) == 0
        ? new ActionElement.NotAction(patterns)
        : new ActionElement.Action(patterns);
  }

  private PrincipalElement principals(Effect effect) {
    List<PrincipalName> names = new ArrayList<>(List.of(pick(PRINCIPALS)));
    if (random.nextInt(30) == 0) {
      names.add(new PrincipalName.EveryAwsPrincipal()); // open for services (rule 1.7)
    }
    while (random.nextInt(3) == 0) {
      names.add(pick(PRINCIPALS));
    }
    return element(names, effect == Effect.DENY && random.nextInt(12) == 0);
  }

  /** The element; everybody stands alone. */
  private static PrincipalElement element(List<PrincipalName> names, boolean not) {
    List<PrincipalName> written =
        names.contains(new PrincipalName.Everyone())
            ? List.of(new PrincipalName.Everyone())
            : names.stream().distinct().toList();
    return not
        ? new PrincipalElement.NotPrincipal(written)
        : new PrincipalElement.Principal(written);
  }

  private ConditionBlock block() {
    List<Condition> tests = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tests.add(test());
    }
    return blockOf(tests);
  }

  /** The tests without a second one of an operator and key. */
  private static ConditionBlock blockOf(List<Condition> tests) {
    Map<String, Condition> distinct = new LinkedHashMap<>();
    tests.forEach(test -> distinct.putIfAbsent(test.operator().text() + test.key(), test));
    return new ConditionBlock(List.copyOf(distinct.values()));
  }

  private Condition test() {
    Tested key = pick(KEYS);
    if (random.nextInt(8) == 0) {
      return new Condition(
          ConditionOperator.plain(Comparison.NULL),
          key.key(),
          List.of(ConditionValue.of(Boolean.toString(random.nextBoolean()))),
          SourceLocation.nowhere());
    }
    Quantifier quantifier =
        key.several()
            ? pick(List.of(Quantifier.FOR_ALL_VALUES, Quantifier.FOR_ANY_VALUE))
            : Quantifier.NONE;
    List<String> values = new ArrayList<>(List.of(pick(key.values())));
    if (random.nextInt(3) == 0) {
      values.add(pick(key.values()));
    }
    boolean related = key.key().equals("kms:EncryptionContext:tenant") && random.nextInt(6) == 0;
    return new Condition(
        new ConditionOperator(quantifier, pick(key.comparisons()), random.nextInt(5) == 0),
        key.key(),
        (related ? List.of("${aws:PrincipalTag/team}") : values)
            .stream().map(ConditionValue::of).toList(),
        SourceLocation.nowhere());
  }

  private static Statement statement(
      Effect effect, PrincipalElement principals, ActionElement action, ConditionBlock block) {
    return new Statement(
        Label.absent(),
        effect,
        principals,
        action,
        new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
        block,
        SourceLocation.nowhere());
  }

  /** A policy that differs from another one by one mutation. */
  List<Statement> mutated(List<Statement> original) {
    List<Statement> statements = new ArrayList<>(original);
    int at = random.nextInt(statements.size());
    Statement one = statements.get(at);
    switch (random.nextInt(13)) {
      case 0 -> statements.remove(at);
      case 1, 9, 10 -> statements.add(statement());
      case 2 -> {
        statements.remove(at);
        statements.addAll(split(one));
        Collections.shuffle(statements, random);
      }
      case 3 -> statements.set(at, with(one, principals(one.effect())));
      case 4 -> statements.set(at, with(one, changedNames(one.principal())));
      case 5 -> statements.set(at, with(one, action(List.of(pick(ACTIONS)))));
      case 6 -> statements.set(at, with(one, without(one.condition())));
      case 7 -> {
        List<Condition> tests = new ArrayList<>(one.condition().tests());
        tests.add(test());
        statements.set(at, with(one, blockOf(tests)));
      }
      default -> statements.set(at, with(one, changed(one.condition())));
    }
    return statements;
  }

  /** The statement for each of its values, principals or actions. */
  private List<Statement> split(Statement one) {
    List<Statement> parts = new ArrayList<>();
    if (one.principal() instanceof PrincipalElement.Principal listed && listed.names().size() > 1) {
      listed
          .names()
          .forEach(name -> parts.add(with(one, new PrincipalElement.Principal(List.of(name)))));
      return parts;
    }
    if (one.action() instanceof ActionElement.Action listed && listed.patterns().size() > 1) {
      listed
          .patterns()
          .forEach(action -> parts.add(with(one, new ActionElement.Action(List.of(action)))));
      return parts;
    }
    Condition added = test();
    Comparison comparison = added.operator().comparison();
    if (comparison == Comparison.NULL) {
      for (String text : List.of("true", "false")) {
        parts.add(
            with(
                one,
                added(
                    one,
                    new Condition(
                        added.operator(),
                        added.key(),
                        List.of(ConditionValue.of(text)),
                        added.location()))));
      }
      return parts;
    }
    return List.of(one, with(one, added(one, added)));
  }

  private static ConditionBlock added(Statement one, Condition test) {
    List<Condition> tests = new ArrayList<>(one.condition().tests());
    tests.add(test);
    return blockOf(tests);
  }

  private static Statement with(Statement one, ConditionBlock block) {
    return statement(one.effect(), one.principal(), one.action(), block);
  }

  private static Statement with(Statement one, PrincipalElement principals) {
    return statement(one.effect(), principals, one.action(), one.condition());
  }

  private static Statement with(Statement one, ActionElement action) {
    return statement(one.effect(), one.principal(), action, one.condition());
  }

  private PrincipalElement changedNames(PrincipalElement element) {
    List<PrincipalName> names =
        new ArrayList<>(io.kmspolicy.engine.match.PrincipalMatcher.names(element));
    if (names.size() > 1 && random.nextBoolean()) {
      names.remove(random.nextInt(names.size()));
    } else {
      names.add(pick(PRINCIPALS));
    }
    return element(names, element instanceof PrincipalElement.NotPrincipal);
  }

  private ConditionBlock without(ConditionBlock block) {
    List<Condition> tests = new ArrayList<>(block.tests());
    if (!tests.isEmpty()) {
      tests.remove(random.nextInt(tests.size()));
    }
    return blockOf(tests);
  }

  private ConditionBlock changed(ConditionBlock block) {
    if (block.tests().isEmpty()) {
      return new ConditionBlock(List.of(test()));
    }
    List<Condition> tests = new ArrayList<>(block.tests());
    int at = random.nextInt(tests.size());
    Condition one = tests.get(at);
    Tested key = KEYS.stream().filter(k -> k.key().equals(one.key())).findFirst().orElseThrow();
    List<ConditionValue> values = new ArrayList<>(one.values());
    ConditionOperator operator = one.operator();
    boolean isNull = operator.comparison() == Comparison.NULL;
    switch (random.nextInt(4)) {
      case 0 -> values.add(ConditionValue.of(isNull ? "true" : pick(key.values())));
      case 1 -> {
        if (values.size() > 1) {
          values.remove(random.nextInt(values.size()));
        } else {
          values.set(0, ConditionValue.of(isNull ? "false" : pick(key.values())));
        }
      }
      case 2 ->
          operator =
              isNull
                  ? operator
                  : new ConditionOperator(
                      operator.quantifier(), operator.comparison(), !operator.ifExists());
      default ->
          operator =
              isNull
                  ? operator
                  : new ConditionOperator(
                      operator.quantifier(), pick(key.comparisons()), operator.ifExists());
    }
    tests.set(at, new Condition(operator, one.key(), values, SourceLocation.nowhere()));
    return blockOf(tests);
  }
}
