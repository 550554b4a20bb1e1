package io.kmspolicy.model.policy;

import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generates every policy document that a reader of its type can return. */
public final class PolicyArbitraries {

  private static final List<String> ACCOUNTS = List.of("111122223333", "444455556666");
  private static final List<String> NAMES = List.of("alice", "App", "team/a/App", "x+=,.@-_");

  private PolicyArbitraries() {}

  /** A policy type. */
  public static Arbitrary<PolicyType> types() {
    return Arbitraries.of(PolicyType.class);
  }

  /** A document of a type. */
  public static Arbitrary<PolicyDocument> documents(PolicyType type) {
    return Combinators.combine(
            Arbitraries.of(PolicyVersion.class), labels(), statements(type).list().ofMaxSize(3))
        .as(PolicyDocument::new);
  }

  /** A policy of a type under a name. */
  public static Arbitrary<NamedPolicy> namedPolicies(PolicyType type) {
    return Combinators.combine(someTexts(), documents(type)).as(NamedPolicy::new);
  }

  /** Any text, also one that JSON must escape. */
  public static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of("", "a", "\"", "\\", "`\n\t\u0000\u007f", "é", "😀", "\u2028", "${aws:x}"),
        Arbitraries.strings().withCharRange(' ', '\u00ff').ofMaxLength(12));
  }

  /** Any text but the empty one. */
  public static Arbitrary<String> someTexts() {
    return texts().filter(text -> !text.isEmpty());
  }

  static Arbitrary<Label> labels() {
    return Arbitraries.oneOf(Arbitraries.just(Label.absent()), texts().map(Label::of));
  }

  /** A statement of a policy of a type. */
  public static Arbitrary<Statement> statements(PolicyType type) {
    return Arbitraries.of(Effect.class)
        .flatMap(
            effect ->
                Combinators.combine(
                        labels(),
                        principals(type, effect),
                        actions(type),
                        resources(type),
                        conditions())
                    .as(
                        (sid, principal, action, resource, condition) ->
                            new Statement(
                                sid,
                                effect,
                                principal,
                                action,
                                resource,
                                condition,
                                SourceLocation.nowhere())));
  }

  private static Arbitrary<PrincipalElement> principals(PolicyType type, Effect effect) {
    if (!type.namesPrincipals()) {
      return Arbitraries.just(new PrincipalElement.Absent());
    }
    Arbitrary<PrincipalElement> everyone =
        Arbitraries.just(new PrincipalElement.Principal(List.of(new PrincipalName.Everyone())));
    if (type == PolicyType.RESOURCE_CONTROL) {
      return everyone;
    }
    Arbitrary<PrincipalElement> some = principalNames().map(PrincipalElement.Principal::new);
    Arbitrary<PrincipalElement> others = principalNames().map(PrincipalElement.NotPrincipal::new);
    return effect == Effect.ALLOW
        ? Arbitraries.oneOf(everyone, some)
        : Arbitraries.oneOf(everyone, some, others);
  }

  /** Names grouped by their member, as a principal map holds them. */
  private static Arbitrary<List<PrincipalName>> principalNames() {
    return principalName()
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(
            names -> {
              Map<String, List<PrincipalName>> byMember = new LinkedHashMap<>();
              names.forEach(
                  name ->
                      byMember.computeIfAbsent(name.member(), key -> new ArrayList<>()).add(name));
              return byMember.values().stream().flatMap(List::stream).toList();
            });
  }

  private static Arbitrary<PrincipalName> principalName() {
    Arbitrary<String> partition = Arbitraries.of("aws", "aws-cn", "aws-us-gov");
    Arbitrary<String> account = Arbitraries.of(ACCOUNTS);
    Arbitrary<String> name = Arbitraries.of(NAMES);
    return Arbitraries.oneOf(
        Arbitraries.just(new PrincipalName.EveryAwsPrincipal()),
        account.map(id -> new PrincipalName.Account("", id)),
        Combinators.combine(partition, account).as(PrincipalName.Account::new),
        Combinators.combine(partition, account, name).as(PrincipalName.User::new),
        Combinators.combine(partition, account, name).as(PrincipalName.Role::new),
        Combinators.combine(partition, account, Arbitraries.of("App"), Arbitraries.of("s-1"))
            .as(PrincipalName.AssumedRoleSession::new),
        Combinators.combine(partition, account, name).as(PrincipalName.FederatedUser::new),
        Arbitraries.of("AIDACKCEVSQ6C2EXAMPLE").map(PrincipalName.DeletedIdentity::new),
        Arbitraries.of("logs.amazonaws.com", "s3.amazonaws.com").map(PrincipalName.Service::new),
        Arbitraries.of("accounts.google.com").map(PrincipalName.FederatedProvider::new),
        Arbitraries.of("79a59df900b949e5").map(PrincipalName.CanonicalUser::new));
  }

  private static Arbitrary<ActionElement> actions(PolicyType type) {
    Arbitrary<List<ActionPattern>> patterns =
        Arbitraries.oneOf(
                Arbitraries.of("*", "kms:*", "KMS:decrypt", "kms:Gener?te*", "k*:Decrypt"),
                Combinators.combine(someTexts(), someTexts()).as((a, b) -> a + ":" + b))
            .filter(text -> text.equals("*") || text.indexOf(':') > 0)
            .map(ActionPattern::of)
            .list()
            .ofMinSize(1)
            .ofMaxSize(3);
    Arbitrary<ActionElement> action = patterns.map(ActionElement.Action::new);
    Arbitrary<ActionElement> notAction = patterns.map(ActionElement.NotAction::new);
    return switch (type) {
      case RESOURCE_CONTROL -> action;
      case KEY ->
          Arbitraries.oneOf(action, notAction, Arbitraries.just(new ActionElement.Absent()));
      case IDENTITY, PERMISSIONS_BOUNDARY, SESSION, SERVICE_CONTROL, VPC_ENDPOINT ->
          Arbitraries.oneOf(action, notAction);
    };
  }

  private static Arbitrary<ResourceElement> resources(PolicyType type) {
    Arbitrary<List<ResourcePattern>> patterns =
        Arbitraries.oneOf(Arbitraries.of("*", "arn:aws:kms:*:111122223333:key/*"), someTexts())
            .map(ResourcePattern::of)
            .list()
            .ofMinSize(1)
            .ofMaxSize(3);
    Arbitrary<ResourceElement> resource = patterns.map(ResourceElement.Resource::new);
    Arbitrary<ResourceElement> notResource = patterns.map(ResourceElement.NotResource::new);
    return type == PolicyType.KEY
        ? Arbitraries.oneOf(resource, notResource, Arbitraries.just(new ResourceElement.Absent()))
        : Arbitraries.oneOf(resource, notResource);
  }

  /** Tests grouped by their operator, no key twice under one. */
  private static Arbitrary<ConditionBlock> conditions() {
    return conditionTest()
        .list()
        .ofMaxSize(5)
        .map(
            tests -> {
              Map<ConditionOperator, Map<String, Condition>> byOperator = new LinkedHashMap<>();
              tests.forEach(
                  test ->
                      byOperator
                          .computeIfAbsent(test.operator(), operator -> new LinkedHashMap<>())
                          .putIfAbsent(test.key(), test));
              return new ConditionBlock(
                  byOperator.values().stream().flatMap(keys -> keys.values().stream()).toList());
            });
  }

  private static Arbitrary<Condition> conditionTest() {
    Arbitrary<String> keys =
        Arbitraries.oneOf(
            Arbitraries.of("kms:ViaService", "kms:viaservice", "aws:ResourceTag/a~b"), someTexts());
    return Combinators.combine(operators(), keys, conditionValues().list().ofMaxSize(3))
        .as(
            (operator, key, values) ->
                new Condition(operator, key, values, SourceLocation.nowhere()));
  }

  private static Arbitrary<ConditionValue> conditionValues() {
    return Arbitraries.oneOf(
        texts().map(ConditionValue::of),
        Arbitraries.of("true", "false").map(text -> new ConditionValue(text, Form.BOOLEAN)),
        Arbitraries.of("0", "-0", "10", "1546257599.0", "1E+400", "-1.50e-7", "9".repeat(400))
            .map(text -> new ConditionValue(text, Form.NUMBER)));
  }

  /** An operator with any quantifier, with or without {@code IfExists}. */
  public static Arbitrary<ConditionOperator> operators() {
    Set<ConditionOperator> all = new LinkedHashSet<>();
    for (Comparison comparison : Comparison.values()) {
      for (Quantifier quantifier : Quantifier.values()) {
        all.add(new ConditionOperator(quantifier, comparison, false));
        if (comparison != Comparison.NULL) {
          all.add(new ConditionOperator(quantifier, comparison, true));
        }
      }
    }
    return Arbitraries.of(all);
  }
}
