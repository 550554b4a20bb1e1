package io.kmspolicy.replay.suggest;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The principals and conditions of one narrowed statement.
 *
 * @param names the principals of the statement that stay; none for {@code NotPrincipal}
 * @param byPrincipal whether the names stand for many callers, so that the callers are a condition
 * @param principals the values of {@code aws:PrincipalArn}, if they are a condition
 * @param accounts the values of {@code kms:CallerAccount}; none if they are no condition
 * @param services the values of {@code kms:ViaService}; none if they are no condition
 * @param context the conditions on the encryption context
 */
record NarrowedUse(
    List<PrincipalName> names,
    boolean byPrincipal,
    SortedSet<String> principals,
    SortedSet<String> accounts,
    SortedSet<String> services,
    ContextLimits context) {

  private static final String PRINCIPAL_ARN = DerivedKey.PRINCIPAL_ARN.spelling();
  private static final String ACCOUNT = DerivedKey.CALLER_ACCOUNT.spelling();
  private static final String SERVICE = DerivedKey.VIA_SERVICE.spelling();
  private static final String NAMES = DerivedKey.ENCRYPTION_CONTEXT_KEYS.spelling();
  private static final String PAIR = "kms:EncryptionContext:";
  private static final ConditionOperator EQUALS = ConditionOperator.plain(Comparison.STRING_EQUALS);
  private static final ConditionOperator IS_NULL = ConditionOperator.plain(Comparison.NULL);
  private static final ConditionOperator ONLY_THESE =
      new ConditionOperator(
          ConditionOperator.Quantifier.FOR_ALL_VALUES, Comparison.STRING_EQUALS, false);

  static NarrowedUse of(Statement statement, ObservedUse use, ObservedContexts contexts) {
    boolean hasNames = statement.principal() instanceof PrincipalElement.Principal;
    boolean isForMany = !hasNames || Statements.areForMany(use.names());
    boolean isForEveryone = !hasNames || Statements.areForEveryone(use.names());
    return new NarrowedUse(
        use.names(),
        isForMany && isPlain(use.principal()),
        values(isForMany && isPlain(use.principal()) ? use.principal() : ""),
        values(isForEveryone ? use.account() : ""),
        values(use.service()),
        ContextLimits.of(contexts));
  }

  /** Wildcards and variables of conditions are not part of names. */
  private static boolean isPlain(String arn) {
    return !arn.isEmpty() && arn.indexOf('*') < 0 && arn.indexOf('?') < 0 && arn.indexOf('$') < 0;
  }

  private static SortedSet<String> values(String value) {
    SortedSet<String> values = new TreeSet<>();
    if (!value.isEmpty()) {
      values.add(value);
    }
    return values;
  }

  private List<Condition> contextTests() {
    List<Condition> tests = new ArrayList<>();
    context
        .values()
        .forEach(
            (name, values) ->
                tests.add(
                    values.isEmpty()
                        ? test(IS_NULL, PAIR + name, List.of("false"))
                        : test(EQUALS, PAIR + name, values)));
    if (!context.names().isEmpty()) {
      tests.add(test(ONLY_THESE, NAMES, context.names()));
    }
    return tests;
  }

  private static Condition test(ConditionOperator operator, String key, Collection<String> values) {
    return new Condition(
        operator, key, values.stream().map(ConditionValue::of).toList(), SourceLocation.nowhere());
  }

  /** What must be equal of uses that differ in their principals and in their values only. */
  NarrowedUse withoutPrincipals() {
    return new NarrowedUse(
        List.of(),
        byPrincipal,
        new TreeSet<>(),
        new TreeSet<>(),
        services,
        context.withoutValues());
  }

  /** What must be equal of uses that differ in their services only. */
  NarrowedUse withoutServices() {
    return services.isEmpty()
        ? this
        : new NarrowedUse(
            names, byPrincipal, principals, accounts, new TreeSet<>(List.of("")), context);
  }

  /** Both uses. */
  NarrowedUse with(NarrowedUse other) {
    List<PrincipalName> all = new ArrayList<>(names);
    other.names.stream().filter(name -> !all.contains(name)).forEach(all::add);
    return new NarrowedUse(
        all,
        byPrincipal,
        union(principals, other.principals),
        accounts.isEmpty() || other.accounts.isEmpty()
            ? new TreeSet<>()
            : union(accounts, other.accounts),
        union(services, other.services),
        context.with(other.context));
  }

  private static SortedSet<String> union(SortedSet<String> one, SortedSet<String> other) {
    SortedSet<String> union = new TreeSet<>(one);
    union.addAll(other);
    return union;
  }

  /** The statement with these principals and conditions. */
  Statement narrow(Statement statement) {
    List<Condition> tests = new ArrayList<>(statement.condition().tests());
    add(EQUALS, PRINCIPAL_ARN, principals, tests);
    add(EQUALS, ACCOUNT, accounts, tests);
    add(EQUALS, SERVICE, services, tests);
    contextTests().forEach(test -> add(test, tests));
    return new Statement(
        statement.sid(),
        statement.effect(),
        statement.principal() instanceof PrincipalElement.Principal
            ? new PrincipalElement.Principal(names)
            : statement.principal(),
        statement.action(),
        statement.resource(),
        new ConditionBlock(tests),
        statement.location());
  }

  private static void add(
      ConditionOperator operator, String key, Collection<String> values, List<Condition> to) {
    if (!values.isEmpty()) {
      add(test(operator, key, values), to);
    }
  }

  /** A document cannot have a key twice under one operator; the statement's own test stays. */
  private static void add(Condition test, List<Condition> to) {
    String key = LetterCase.lowerCase(test.key());
    boolean exists =
        to.stream()
            .anyMatch(
                other ->
                    other.operator().equals(test.operator())
                        && LetterCase.lowerCase(other.key()).equals(key));
    if (!exists) {
      to.add(test);
    }
  }
}
