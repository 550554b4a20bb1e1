package io.kmspolicy.engine;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates policies that often match the requests of {@link Worlds}. */
final class PolicyStatements {

  private final boolean settled;

  PolicyStatements(boolean settled) {
    this.settled = settled;
  }

  /** A statement for all principals, actions and resources, with a condition. */
  static Statement about(Effect effect, ConditionBlock condition) {
    return new Statement(
        Label.absent(),
        effect,
        new PrincipalElement.Principal(List.of(new PrincipalName.Everyone())),
        new ActionElement.Action(List.of(ActionPattern.of("*"))),
        new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
        condition,
        SourceLocation.nowhere());
  }

  /** A statement with arbitrary texts, or with all actions of KMS. */
  static Statement wild(
      Effect effect, String action, String resource, ConditionBlock condition, String other) {
    return new Statement(
        Label.absent(),
        effect,
        new PrincipalElement.Principal(List.of(new PrincipalName.Everyone())),
        new ActionElement.Action(List.of(ActionPattern.of(action), ActionPattern.of("kms:*"))),
        new ResourceElement.Resource(
            List.of(ResourcePattern.of(resource), ResourcePattern.of(other + "*"))),
        condition,
        SourceLocation.nowhere());
  }

  Arbitrary<PolicyDocument> documents(PolicyType type) {
    Arbitrary<PolicyVersion> versions =
        Arbitraries.of(
            PolicyVersion.V2012_10_17, PolicyVersion.V2012_10_17, PolicyVersion.UNSTATED);
    return Combinators.combine(versions, statements(type).list().ofMaxSize(3))
        .as((version, list) -> new PolicyDocument(version, Label.absent(), list));
  }

  Arbitrary<Statement> statements(PolicyType type) {
    Arbitrary<Effect> effects =
        Arbitraries.of(Effect.ALLOW, Effect.ALLOW, Effect.ALLOW, Effect.DENY);
    return effects.flatMap(effect -> statements(type, effect));
  }

  Arbitrary<Statement> statements(PolicyType type, Effect effect) {
    return Combinators.combine(
            principals(type, effect),
            actions(type),
            resources(type),
            ConditionKeys.conditions(settled))
        .as(
            (principal, action, resource, condition) ->
                new Statement(
                    Label.absent(),
                    effect,
                    principal,
                    action,
                    resource,
                    condition,
                    SourceLocation.nowhere()));
  }

  private Arbitrary<PrincipalElement> principals(PolicyType type, Effect effect) {
    if (!type.namesPrincipals()) {
      return Arbitraries.just(new PrincipalElement.Absent());
    }
    if (type == PolicyType.RESOURCE_CONTROL) {
      return Arbitraries.just(
          new PrincipalElement.Principal(List.of(new PrincipalName.Everyone())));
    }
    Arbitrary<List<PrincipalName>> names = names().list().ofMinSize(1).ofMaxSize(3);
    Arbitrary<PrincipalElement> principal = names.map(PrincipalElement.Principal::new);
    return settled || effect == Effect.ALLOW
        ? principal
        : Arbitraries.oneOf(principal, names.map(PrincipalElement.NotPrincipal::new));
  }

  private Arbitrary<PrincipalName> names() {
    Arbitrary<PrincipalName> plain =
        Arbitraries.of(
                "111122223333",
                "arn:aws:iam::111122223333:root",
                "arn:aws:iam::111122223333:user/alice",
                "arn:aws:iam::111122223333:role/App",
                "arn:aws:iam::111122223333:role/team/App",
                "arn:aws:sts::111122223333:assumed-role/App/s-1",
                "arn:aws:sts::111122223333:federated-user/bob",
                "arn:aws:iam::444455556666:root",
                "arn:aws:iam::444455556666:role/App")
            .map(text -> PrincipalName.parse("AWS", text));
    Arbitrary<PrincipalName> others =
        Arbitraries.of(
            new PrincipalName.Everyone(), PrincipalName.parse("Service", "logs.amazonaws.com"));
    Arbitrary<PrincipalName> either =
        Arbitraries.frequencyOf(Tuple.of(3, plain), Tuple.of(1, others));
    return settled
        ? either
        : Arbitraries.frequencyOf(
            Tuple.of(6, either),
            Tuple.of(
                2,
                Arbitraries.of(
                    PrincipalName.parse("AWS", "*"),
                    PrincipalName.parse("AWS", "AIDACKCEVSQ6C2EXAMPLE"),
                    PrincipalName.parse("AWS", "AROACKCEVSQ6C2EXAMPLE"),
                    PrincipalName.parse("Federated", "accounts.google.com"))));
  }

  private Arbitrary<ActionElement> actions(PolicyType type) {
    Arbitrary<String> plain =
        Arbitraries.of("*", "kms:*", "kms:Decrypt", "kms:D*", "KMS:?ncrypt", "kms:Create*", "s3:*");
    Arbitrary<String> strange = Arbitraries.of("k*:Decrypt", "*:*", "kms:RetireGrant");
    Arbitrary<List<ActionPattern>> patterns =
        (settled ? plain : Arbitraries.frequencyOf(Tuple.of(8, plain), Tuple.of(1, strange)))
            .map(ActionPattern::of)
            .list()
            .ofMinSize(1)
            .ofMaxSize(2);
    Arbitrary<ActionElement> action = patterns.map(ActionElement.Action::new);
    Arbitrary<ActionElement> notAction = patterns.map(ActionElement.NotAction::new);
    return switch (type) {
      case RESOURCE_CONTROL -> action;
      case KEY ->
          Arbitraries.frequencyOf(
              Tuple.of(6, action),
              Tuple.of(1, notAction),
              Tuple.of(1, Arbitraries.just(new ActionElement.Absent())));
      case IDENTITY, PERMISSIONS_BOUNDARY, SESSION, SERVICE_CONTROL, VPC_ENDPOINT ->
          Arbitraries.frequencyOf(Tuple.of(5, action), Tuple.of(1, notAction));
    };
  }

  private Arbitrary<ResourceElement> resources(PolicyType type) {
    Arbitrary<String> plain =
        Arbitraries.of(
            "*",
            "*",
            Worlds.KEY,
            "arn:aws:kms:*:111122223333:key/*",
            "arn:aws:kms:us-*-2:*:key/mrk-*");
    Arbitrary<String> strange =
        Arbitraries.of(
            "arn:aws:kms:*",
            "arn:aws:kms:*:key/*",
            "arn:aws:*:us-west-2:111122223333:*",
            "arn:aws:kms:us-west-2:111122223333:*",
            "arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/t}*",
            "arn:aws:kms:us-west-2:111122223333:alias/${aws:PrincipalTag/t, 'app'}",
            "arn:aws:kms:${aws:PrincipalTag/t, 'us-west-2'}:111122223333:key/*",
            "arn:aws:kms:*:${aws:PrincipalTag/t}*",
            "arn");
    Arbitrary<List<ResourcePattern>> patterns =
        (settled ? plain : Arbitraries.frequencyOf(Tuple.of(4, plain), Tuple.of(1, strange)))
            .map(ResourcePattern::of)
            .list()
            .ofMinSize(1)
            .ofMaxSize(2);
    Arbitrary<ResourceElement> resource = patterns.map(ResourceElement.Resource::new);
    Arbitrary<ResourceElement> notResource = patterns.map(ResourceElement.NotResource::new);
    return type == PolicyType.KEY
        ? Arbitraries.frequencyOf(
            Tuple.of(6, resource),
            Tuple.of(1, notResource),
            Tuple.of(1, Arbitraries.just(new ResourceElement.Absent())))
        : Arbitraries.frequencyOf(Tuple.of(5, resource), Tuple.of(1, notResource));
  }
}
