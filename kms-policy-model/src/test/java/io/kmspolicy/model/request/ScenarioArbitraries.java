package io.kmspolicy.model.request;

import io.kmspolicy.model.policy.GrantArbitraries;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyArbitraries;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Scenario.Expectation;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates every scenario that a reader can return. */
public final class ScenarioArbitraries {

  private ScenarioArbitraries() {}

  /** A scenario. */
  public static Arbitrary<Scenario> scenarios() {
    Arbitrary<Expectation> expectations =
        Arbitraries.oneOf(
            Arbitraries.just(new Expectation.None()),
            Arbitraries.of(Decision.class).map(Expectation.Labelled::new));
    return Combinators.combine(
            PolicyArbitraries.someTexts(), requests(), policySets(), expectations, absent())
        .as(Scenario::new);
  }

  /** Keys of which no generated request has one. */
  private static Arbitrary<List<String>> absent() {
    return Arbitraries.of("aws:SourceVpce", "aws:*", "*", "kms:EncryptionContext:*")
        .list()
        .ofMaxSize(2);
  }

  private static Arbitrary<AuthorizationRequest> requests() {
    return Combinators.combine(
            callers(),
            Arbitraries.of("kms:Decrypt", "kms:createkey", "s3:GetObject"),
            Arbitraries.of(
                    "*",
                    "arn:aws:kms:us-west-2:111122223333:key/mrk-1",
                    "arn:aws:kms:us-west-2:111122223333:alias/aws/s3")
                .map(KmsResource::parse),
            contexts(),
            PolicyArbitraries.texts(),
            Arbitraries.of(KeyManager.class),
            Arbitraries.of("", "444455556666"))
        .as(ScenarioArbitraries::request);
  }

  /** A request; no account is stated besides the one in the ARN of the resource. */
  private static AuthorizationRequest request(
      Caller caller,
      String action,
      KmsResource resource,
      ConditionContext context,
      String grantId,
      KeyManager manager,
      String account) {
    String stated = resource instanceof KmsResource.Any ? account : "";
    return new AuthorizationRequest(caller, action, resource, context, grantId, manager, stated);
  }

  private static Arbitrary<Caller> callers() {
    Caller.RoleSession session =
        (Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session-1");
    return Arbitraries.of(
        session.takenLiterally(),
        session.withPath(new Caller.RolePath.Known("/team/a/")),
        Caller.parse("arn:aws-cn:iam::111122223333:user/team/alice"),
        Caller.parse("arn:aws:iam::111122223333:root"),
        Caller.parse("arn:aws:sts::111122223333:federated-user/bob").takenLiterally(),
        Caller.parse("logs.us-east-1.amazonaws.com"));
  }

  private static Arbitrary<ConditionContext> contexts() {
    Arbitrary<String> keys =
        Arbitraries.oneOf(
            Arbitraries.of("aws:SourceIp", "AWS:sourceip", "kms:EncryptionContext:A"),
            PolicyArbitraries.someTexts().filter(text -> text.indexOf('*') < 0));
    Arbitrary<List<String>> values = PolicyArbitraries.texts().list().ofMaxSize(3);
    Arbitrary<String> unknown =
        Arbitraries.oneOf(keys, keys.map(key -> key + "*"), Arbitraries.just("*"));
    return Combinators.combine(
            Arbitraries.entries(keys, values).list().ofMaxSize(4), unknown.list().ofMaxSize(3))
        .as(
            (known, names) -> {
              RequestContext.Builder context = RequestContext.builder();
              known.forEach(entry -> context.put(entry.getKey(), entry.getValue()));
              names.forEach(context::unknown);
              return context.build();
            });
  }

  private static Arbitrary<PolicySet> policySets() {
    return Builders.withBuilder(PolicySet::builder)
        .use(attached(PolicyType.IDENTITY, 0, 2))
        .in(PolicySet.Builder::identity)
        .use(optional(PolicyType.PERMISSIONS_BOUNDARY, 1))
        .in(PolicySet.Builder::permissionsBoundary)
        .use(optional(PolicyType.SESSION, 2))
        .in(PolicySet.Builder::session)
        .use(levels(PolicyType.SERVICE_CONTROL))
        .in(PolicySet.Builder::serviceControl)
        .use(levels(PolicyType.RESOURCE_CONTROL))
        .in(PolicySet.Builder::resourceControl)
        .use(optional(PolicyType.KEY, 1))
        .in(PolicySet.Builder::key)
        .use(grants())
        .in(PolicySet.Builder::grants)
        .use(optional(PolicyType.VPC_ENDPOINT, 1))
        .in(PolicySet.Builder::vpcEndpoint)
        .build(PolicySet.Builder::build);
  }

  private static Arbitrary<PolicyLayer> attached(PolicyType type, int least, int most) {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(PolicyLayer.unknown())),
        Tuple.of(
            4,
            PolicyArbitraries.namedPolicies(type)
                .list()
                .ofMinSize(least)
                .ofMaxSize(most)
                .map(PolicyLayer.Attached::new)));
  }

  private static Arbitrary<PolicyLayer> optional(PolicyType type, int most) {
    return Arbitraries.oneOf(Arbitraries.just(PolicyLayer.none()), attached(type, 1, most));
  }

  private static Arbitrary<OrganizationLayer> levels(PolicyType type) {
    Arbitrary<OrganizationLayer.Level> level =
        Combinators.combine(
                PolicyArbitraries.someTexts(),
                PolicyArbitraries.namedPolicies(type).list().ofMaxSize(2))
            .as(OrganizationLayer.Level::new);
    return Arbitraries.oneOf(
        Arbitraries.just(OrganizationLayer.none()),
        Arbitraries.just(OrganizationLayer.unknown()),
        level.list().ofMaxSize(2).map(OrganizationLayer.Levels::new));
  }

  private static Arbitrary<GrantLayer> grants() {
    return Arbitraries.oneOf(
        Arbitraries.just(GrantLayer.unknown()),
        GrantArbitraries.grants().list().ofMaxSize(2).map(GrantLayer.Known::new));
  }
}
