package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.proof.Words.Tested;
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

  /** How a policy is changed. */
  enum Mutation {
    DROP_STATEMENT,
    ADD_STATEMENT,
    SPLIT_STATEMENT,
    DROP_PRINCIPAL,
    ADD_PRINCIPAL,
    WIDEN_PRINCIPAL,
    NARROW_PRINCIPAL,
    CHANGE_ACTIONS,
    DROP_TEST,
    ADD_TEST,
    DROP_VALUE,
    ADD_VALUE,
    WIDEN_VALUE,
    NARROW_VALUE,
    CHANGE_OPERATOR,
    CHANGE_IF_EXISTS
  }

  /** A policy with the mutation that made it. */
  record Mutated(Mutation mutation, List<Statement> statements) {}

  private final Random random;
  private final Words words;
  private final TestMutations tests;

  PolicyPairs(Random random, Words words) {
    this.random = random;
    this.words = words;
    this.tests = new TestMutations(random, words);
  }

  private <T> T pick(List<T> list) {
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
    List<String> actions = new ArrayList<>(List.of(pick(words.actions())));
    if (random.nextInt(3) == 0) {
      actions.add(pick(words.actions()));
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
    List<PrincipalName> names = new ArrayList<>(List.of(pick(words.principals())));
    if (random.nextInt(30) == 0) {
      names.add(new PrincipalName.EveryAwsPrincipal()); // open for services (rule 1.7)
    }
    while (random.nextInt(3) == 0) {
      names.add(pick(words.principals()));
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
    List<Condition> block = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      block.add(tests.any());
    }
    return blockOf(block);
  }

  /** The tests without a second one of an operator and key. */
  private static ConditionBlock blockOf(List<Condition> tests) {
    Map<String, Condition> distinct = new LinkedHashMap<>();
    tests.forEach(test -> distinct.putIfAbsent(test.operator().text() + test.key(), test));
    return new ConditionBlock(List.copyOf(distinct.values()));
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
  Mutated mutated(List<Statement> original) {
    Mutation mutation = pick(List.of(Mutation.values()));
    List<Statement> statements = new ArrayList<>(original);
    int at = random.nextInt(statements.size());
    Statement one = statements.remove(at);
    statements.addAll(at, mutated(one, mutation));
    if (mutation == Mutation.SPLIT_STATEMENT) {
      Collections.shuffle(statements, random);
    }
    return new Mutated(mutation, statements);
  }

  private List<Statement> mutated(Statement one, Mutation mutation) {
    return switch (mutation) {
      case DROP_STATEMENT -> List.of();
      case ADD_STATEMENT -> List.of(one, statement());
      case SPLIT_STATEMENT -> split(one);
      case DROP_PRINCIPAL, ADD_PRINCIPAL, WIDEN_PRINCIPAL, NARROW_PRINCIPAL ->
          List.of(with(one, mutated(one.principal(), mutation)));
      case CHANGE_ACTIONS -> List.of(with(one, action(List.of(pick(words.actions())))));
      case DROP_TEST,
          ADD_TEST,
          DROP_VALUE,
          ADD_VALUE,
          WIDEN_VALUE,
          NARROW_VALUE,
          CHANGE_OPERATOR,
          CHANGE_IF_EXISTS ->
          List.of(with(one, blockOf(mutated(one.condition().tests(), mutation))));
    };
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
    Condition added = tests.any();
    if (added.operator().comparison() != Comparison.NULL) {
      return List.of(one, with(one, added(one, added)));
    }
    for (String text : List.of("true", "false")) {
      parts.add(with(one, added(one, TestMutations.with(added, List.of(text)))));
    }
    return parts;
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

  private PrincipalElement mutated(PrincipalElement element, Mutation mutation) {
    List<PrincipalName> names = new ArrayList<>(element.names());
    int at = random.nextInt(names.size());
    if (mutation == Mutation.DROP_PRINCIPAL && names.size() > 1) {
      names.remove(at);
    } else if (mutation == Mutation.WIDEN_PRINCIPAL) {
      names.set(at, wider(names.get(at)));
    } else if (mutation == Mutation.NARROW_PRINCIPAL) {
      names.set(at, narrower(names.get(at)));
    } else {
      names.add(pick(words.principals()));
    }
    return element(names, element instanceof PrincipalElement.NotPrincipal);
  }

  private static PrincipalName wider(PrincipalName name) {
    if (name instanceof PrincipalName.AssumedRoleSession session) {
      return new PrincipalName.Role(session.partition(), session.accountId(), session.roleName());
    }
    if (name instanceof PrincipalName.User user) {
      return new PrincipalName.Account("", user.accountId());
    }
    return name instanceof PrincipalName.Role role
        ? new PrincipalName.Account("", role.accountId())
        : new PrincipalName.Everyone();
  }

  private PrincipalName narrower(PrincipalName name) {
    if (name instanceof PrincipalName.Account account) {
      return new PrincipalName.Role("aws", account.accountId(), "App");
    }
    return name instanceof PrincipalName.Role role
        ? new PrincipalName.AssumedRoleSession(
            "aws", role.accountId(), role.name().substring(role.name().lastIndexOf('/') + 1), "one")
        : pick(words.principals());
  }

  private List<Condition> mutated(List<Condition> original, Mutation mutation) {
    List<Condition> mutated = new ArrayList<>(original);
    if (mutation == Mutation.ADD_TEST || original.isEmpty()) {
      mutated.add(tests.any());
      return mutated;
    }
    int at = random.nextInt(mutated.size());
    if (mutation == Mutation.DROP_TEST) {
      mutated.remove(at);
      return mutated;
    }
    Condition one = mutated.get(at);
    mutated.set(at, tests.mutated(one, mutation));
    return mutated;
  }

  /** The tests of policies. */
  private static final class TestMutations {

    private final Random random;
    private final Words words;

    TestMutations(Random random, Words words) {
      this.random = random;
      this.words = words;
    }

    private <T> T pick(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    Condition any() {
      Tested key = pick(words.keys());
      if (random.nextInt(8) == 0) {
        return test(
            ConditionOperator.plain(Comparison.NULL),
            key.key(),
            List.of(Boolean.toString(random.nextBoolean())));
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
      return test(
          new ConditionOperator(quantifier, pick(key.comparisons()), random.nextInt(5) == 0),
          key.key(),
          related ? List.of("${aws:PrincipalTag/team}") : values);
    }

    private static Condition test(ConditionOperator operator, String key, List<String> values) {
      return new Condition(
          operator,
          key,
          values.stream().map(ConditionValue::of).toList(),
          SourceLocation.nowhere());
    }

    static Condition with(Condition one, List<String> values) {
      return test(one.operator(), one.key(), values);
    }

    Condition mutated(Condition one, Mutation mutation) {
      Tested key = words.of(one.key());
      ConditionOperator operator = one.operator();
      List<String> values =
          new ArrayList<>(one.values().stream().map(ConditionValue::text).toList());
      int at = random.nextInt(values.size());
      if (operator.comparison() == Comparison.NULL) {
        return with(one, List.of(Boolean.toString(random.nextBoolean())));
      }
      if (mutation == Mutation.DROP_VALUE && values.size() > 1) {
        values.remove(at);
      } else if (mutation == Mutation.WIDEN_VALUE || mutation == Mutation.NARROW_VALUE) {
        boolean isWider = mutation == Mutation.WIDEN_VALUE;
        values.set(
            at,
            words.isClosed()
                ? pick(key.values())
                : changed(operator.comparison(), values.get(at), isWider));
        operator = withWildcards(operator);
      } else if (mutation == Mutation.CHANGE_OPERATOR) {
        operator =
            new ConditionOperator(
                operator.quantifier(), pick(key.comparisons()), operator.ifExists());
      } else if (mutation == Mutation.CHANGE_IF_EXISTS) {
        operator =
            new ConditionOperator(
                operator.quantifier(), operator.comparison(), !operator.ifExists());
      } else {
        values.add(pick(key.values()));
      }
      return test(operator, one.key(), values);
    }

    private static ConditionOperator withWildcards(ConditionOperator operator) {
      Comparison comparison =
          switch (operator.comparison()) {
            case STRING_EQUALS -> Comparison.STRING_LIKE;
            case STRING_NOT_EQUALS -> Comparison.STRING_NOT_LIKE;
            default -> operator.comparison();
          };
      return new ConditionOperator(operator.quantifier(), comparison, operator.ifExists());
    }

    /** A value that matches more, or less. */
    private String changed(Comparison comparison, String value, boolean isWider) {
      return switch (comparison.family()) {
        case STRING, ARN -> isWider ? widerText(value) : narrowerText(value);
        case NUMERIC -> Long.toString(Long.parseLong(value) + (random.nextBoolean() ? 1 : -1));
        case IP_ADDRESS -> prefix(value, isWider);
        case BOOL -> value.equals("true") ? "false" : "true";
        case DATE -> "2026-07-01T00:00:00Z";
        case BINARY, NULL -> value;
      };
    }

    private static String widerText(String value) {
      if (value.contains("$")) {
        return "*";
      }
      int kept = Math.max(value.lastIndexOf(':') + 1, value.length() - 2);
      return value.endsWith("*") && kept + 1 == value.length()
          ? value
          : value.substring(0, kept) + "*";
    }

    private static String narrowerText(String value) {
      int run = value.indexOf('*');
      return run < 0 ? value + "x" : value.substring(0, run) + "x" + value.substring(run);
    }

    private static String prefix(String range, boolean isWider) {
      int slash = range.indexOf('/');
      int bits = Integer.parseInt(range.substring(slash + 1));
      int changed = isWider ? Math.max(1, bits - 1) : Math.min(32, bits + 1);
      return range.substring(0, slash + 1) + changed;
    }
  }
}
