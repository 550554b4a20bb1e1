package io.kmspolicy.engine;

import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generates requests from a small world of few callers, keys, condition keys and values, so that
 * statements often match, contradict each other and depend on the same unknown input.
 */
public final class Worlds {

  static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";

  /** A request with its policies. */
  public record World(AuthorizationRequest request, PolicySet policies) {

    /** The scenario, if a scenario can express the request. */
    @Override
    public String toString() {
      try {
        Scenario scenario = new Scenario("w", request, policies, new Scenario.Expectation.None());
        return ScenarioWriter.compact().write(scenario);
      } catch (IllegalArgumentException notInAScenario) {
        return request + " " + policies;
      }
    }

    World with(PolicySet others) {
      return new World(request, others);
    }

    World in(ConditionContext context) {
      return asked(request.caller(), request.resource(), context, request.resourceAccount());
    }

    World by(Caller caller) {
      return asked(caller, request.resource(), request.context(), request.resourceAccount());
    }

    /** The same on another resource; the request states its account unless that is empty. */
    World on(KmsResource resource, String account) {
      return asked(request.caller(), resource, request.context(), account);
    }

    private World asked(
        Caller caller, KmsResource resource, ConditionContext context, String account) {
      return new World(
          new AuthorizationRequest(
              caller,
              request.action(),
              resource,
              context,
              request.grantId(),
              request.keyManager(),
              account),
          policies);
    }
  }

  private final boolean settled;
  private final PolicyStatements statements;

  private Worlds(boolean settled) {
    this.settled = settled;
    this.statements = new PolicyStatements(settled);
  }

  /** All inputs that a reader accepts, including undocumented ones. */
  public static Worlds any() {
    return new Worlds(false);
  }

  /** Only inputs that AWS documents. */
  static Worlds settled() {
    return new Worlds(true);
  }

  /** Requests with every input known. */
  Arbitrary<World> known() {
    return Combinators.combine(requests(contexts()), policySets())
        .as((request, set) -> new World(request, settled ? documented(request, set) : set));
  }

  /**
   * Without grants if a boundary or session policies, which a federated user always has, might
   * limit them: their effect on grants is not documented (rule 5.8). Without an endpoint policy if
   * the caller is a service or a session: its effect is not documented (rules 4.2, 4.6).
   */
  private static PolicySet documented(AuthorizationRequest request, PolicySet set) {
    boolean limited =
        request.caller() instanceof Caller.FederatedUser
            || !(set.permissionsBoundary() instanceof PolicyLayer.None)
            || !(set.session() instanceof PolicyLayer.None);
    boolean open =
        request.caller() instanceof Caller.ServicePrincipal
            || request.caller() instanceof Caller.FederatedUser
            || request.caller() instanceof Caller.RoleCaller;
    return set.toBuilder()
        .grants(limited ? GrantLayer.none() : set.grants())
        .vpcEndpoint(open ? PolicyLayer.none() : set.vpcEndpoint())
        .build();
  }

  /** Requests as in {@link #known()}, more of them on an unknown key. */
  Arbitrary<World> onSomeKey() {
    return Combinators.combine(
            known(),
            Arbitraries.of(
                Optional.<KmsResource>empty(),
                Optional.<KmsResource>empty(),
                Optional.<KmsResource>empty(),
                Optional.<KmsResource>of(new KmsResource.UnknownKey("aws", "us-west-2"))),
            Arbitraries.of("", "", "111122223333", "444455556666"))
        .as((world, key, owner) -> key.map(one -> world.on(one, owner)).orElse(world));
  }

  /** Requests in which actions, resources, keys and values are arbitrary texts. */
  Arbitrary<World> wild() {
    Arbitrary<Statement> statements =
        Combinators.combine(
                Arbitraries.of(Effect.class),
                Texts.any(),
                Texts.any(),
                ConditionKeys.wild(),
                Texts.any())
            .as(PolicyStatements::wild);
    Arbitrary<RequestContext> contexts =
        Arbitraries.entries(ConditionKeys.wildNames(), Texts.any().list().ofMaxSize(2))
            .list()
            .ofMaxSize(4)
            .map(
                entries -> {
                  RequestContext.Builder context = RequestContext.builder().unknown("x:*");
                  entries.forEach(entry -> context.put(entry.getKey(), entry.getValue()));
                  return context.build();
                });
    return Combinators.combine(callers(), resources(), contexts, statements.list().ofMaxSize(4))
        .as(
            (caller, resource, context, list) -> {
              PolicyDocument document =
                  new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), list);
              PolicyLayer layer = PolicyLayer.of(new NamedPolicy("p", document));
              return new World(
                  AuthorizationRequest.of(caller, "kms:Decrypt", resource, context),
                  PolicySet.builder().key(layer).identity(layer).build());
            });
  }

  /**
   * Requests that depend only on the conditions of one key policy, with every condition key
   * unknown.
   */
  public Arbitrary<World> contended() {
    return Combinators.combine(
            ConditionKeys.contended(), Arbitraries.of(Effect.class).list().ofSize(4))
        .as(
            (blocks, effects) -> {
              List<Statement> list = new ArrayList<>();
              for (ConditionBlock block : blocks) {
                list.add(PolicyStatements.about(effects.get(list.size()), block));
              }
              PolicyDocument document =
                  new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), list);
              RequestContext.Builder context = RequestContext.builder();
              ConditionKeys.NAMES.forEach(context::unknown);
              return new World(
                  AuthorizationRequest.of(
                      Caller.parse("arn:aws:iam::111122223333:user/alice"),
                      "kms:Decrypt",
                      KmsResource.parse(KEY),
                      context.build()),
                  PolicySet.builder().key(PolicyLayer.of(new NamedPolicy("p", document))).build());
            });
  }

  /** The layers that a scenario can declare unknown. */
  enum LayerName {
    IDENTITY,
    BOUNDARY,
    SESSION,
    SERVICE_CONTROL,
    RESOURCE_CONTROL,
    KEY,
    GRANTS,
    ENDPOINT
  }

  private Arbitrary<AuthorizationRequest> requests(Arbitrary<RequestContext> contexts) {
    return Combinators.combine(
            callers(), actions(), resources(), contexts, Arbitraries.of("", "", "g-1"), managers())
        .as(
            (caller, action, resource, context, grantId, manager) ->
                new AuthorizationRequest(caller, action, resource, context, grantId, manager, ""));
  }

  private static Arbitrary<KeyManager> managers() {
    return Arbitraries.of(KeyManager.CUSTOMER, KeyManager.CUSTOMER, KeyManager.AWS);
  }

  private Arbitrary<Caller> callers() {
    Caller.RoleSession app =
        (Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s-1");
    Caller.RoleSession linked =
        (Caller.RoleSession)
            Caller.parse("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s-1");
    Caller.FederatedUser bob =
        (Caller.FederatedUser) Caller.parse("arn:aws:sts::111122223333:federated-user/bob");
    Arbitrary<Caller> plain =
        Arbitraries.of(
            Caller.parse("arn:aws:iam::111122223333:user/alice"),
            Caller.parse("arn:aws:iam::111122223333:user/alice"),
            app.withPath(RolePath.root()),
            app.withPath(RolePath.root()),
            app.withPath(new RolePath.Known("/team/")),
            linked.withPath(new RolePath.Known("/aws-service-role/x.amazonaws.com/")),
            Caller.parse("arn:aws:iam::111122223333:root"),
            bob.madeBy(new FederatingUser.Nobody()),
            bob.madeBy(new FederatingUser.Named("alice")),
            Caller.parse("arn:aws:iam::444455556666:user/carol"),
            Caller.parse("arn:aws:sts::444455556666:assumed-role/App/s-1").takenLiterally(),
            Caller.parse("logs.amazonaws.com"));
    return settled ? plain : Arbitraries.oneOf(plain, Arbitraries.of(app, linked, bob));
  }

  private Arbitrary<String> actions() {
    Arbitrary<String> plain =
        Arbitraries.of(
            "kms:Decrypt",
            "kms:Decrypt",
            "kms:Decrypt",
            "kms:Encrypt",
            "kms:DescribeKey",
            "kms:ScheduleKeyDeletion",
            "kms:CreateKey",
            "kms:CreateAlias");
    Arbitrary<String> special =
        Arbitraries.of("kms:RetireGrant", "kms:CreateGrant", "kms:FutureAction", "kms:decrypt");
    return settled ? plain : Arbitraries.frequencyOf(Tuple.of(4, plain), Tuple.of(1, special));
  }

  private Arbitrary<KmsResource> resources() {
    Arbitrary<KmsResource> plain =
        Arbitraries.of(
            KmsResource.parse(KEY),
            KmsResource.parse(KEY),
            KmsResource.parse(KEY),
            KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/mrk-1"));
    Arbitrary<KmsResource> special =
        Arbitraries.of(
            KmsResource.parse("arn:aws:kms:us-west-2:111122223333:alias/app"),
            KmsResource.parse("arn:aws:kms:us-west-2:111122223333:alias/aws/s3"),
            new KmsResource.UnknownKey("aws", "us-west-2"),
            new KmsResource.UnknownKey("aws", "us-west-2", "444455556666"),
            KmsResource.parse("*"));
    return settled ? plain : Arbitraries.frequencyOf(Tuple.of(5, plain), Tuple.of(1, special));
  }

  /** Contexts with every key known. */
  Arbitrary<RequestContext> contexts() {
    return ConditionKeys.values(settled)
        .list()
        .ofMaxSize(6)
        .map(
            entries -> {
              RequestContext.Builder context = RequestContext.builder();
              entries.forEach(entry -> context.set(entry.getKey(), entry.getValue()));
              return context.build();
            });
  }

  /** Policy sets with every layer known. */
  Arbitrary<PolicySet> policySets() {
    return Builders.withBuilder(PolicySet::builder)
        .use(policies(PolicyType.IDENTITY).map(PolicyLayer.Attached::new))
        .in(PolicySet.Builder::identity)
        .use(rarely(policies(PolicyType.PERMISSIONS_BOUNDARY)))
        .in(PolicySet.Builder::permissionsBoundary)
        .use(rarely(policies(PolicyType.SESSION)))
        .in(PolicySet.Builder::session)
        .use(organizations(PolicyType.SERVICE_CONTROL))
        .in(PolicySet.Builder::serviceControl)
        .use(organizations(PolicyType.RESOURCE_CONTROL))
        .in(PolicySet.Builder::resourceControl)
        .use(policies(PolicyType.KEY).map(PolicyLayer.Attached::new))
        .in(PolicySet.Builder::key)
        .use((settled ? settledGrants() : grants()).list().ofMaxSize(2).map(GrantLayer.Known::new))
        .in(PolicySet.Builder::grants)
        .use(rarely(policies(PolicyType.VPC_ENDPOINT)))
        .in(PolicySet.Builder::vpcEndpoint)
        .build(PolicySet.Builder::build);
  }

  private Arbitrary<List<NamedPolicy>> policies(PolicyType type) {
    return statements.documents(type).map(doc -> new NamedPolicy("p", doc)).list().ofMaxSize(2);
  }

  private static Arbitrary<PolicyLayer> rarely(Arbitrary<List<NamedPolicy>> policies) {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.just(PolicyLayer.none())),
        Tuple.of(1, policies.map(PolicyLayer.Attached::new)));
  }

  private Arbitrary<OrganizationLayer> organizations(PolicyType type) {
    Arbitrary<List<OrganizationLayer.Level>> levels =
        policies(type).map(list -> new OrganizationLayer.Level("t", list)).list().ofMaxSize(2);
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.just(OrganizationLayer.none())),
        Tuple.of(1, levels.map(OrganizationLayer.Levels::new)));
  }

  private static Arbitrary<Grant> grants() {
    Arbitrary<GrantPrincipal> principals =
        Arbitraries.of(
                "arn:aws:iam::111122223333:user/alice",
                "arn:aws:iam::111122223333:role/App",
                "arn:aws:iam::444455556666:root",
                "arn:aws:iam::444455556666:user/carol",
                "dynamodb.us-west-2.amazonaws.com")
            .map(GrantPrincipal.Principal::new);
    Arbitrary<GrantPrincipal> others =
        Arbitraries.of(
            new GrantPrincipal.Nobody(), new GrantPrincipal.ServicePrincipal("logs.amazonaws.com"));
    Arbitrary<List<String>> operations =
        Arbitraries.of("Decrypt", "Encrypt", "DescribeKey", "CreateGrant", "RetireGrant")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.oneOf(principals, others),
            Arbitraries.oneOf(principals, others),
            operations,
            constraints(),
            Arbitraries.of("111122223333", "arn:aws:iam::444455556666:root", ""))
        .as(
            (grantee, retiring, allowed, limits, issuer) ->
                new Grant("g-1", "", "", grantee, retiring, allowed, limits, issuer, ""));
  }

  /** Grants to members of the key's account and to a service, whose limits are documented. */
  private static Arbitrary<Grant> settledGrants() {
    Arbitrary<GrantPrincipal> grantees =
        Arbitraries.of(
            new GrantPrincipal.Principal("arn:aws:iam::111122223333:user/alice"),
            new GrantPrincipal.Principal("arn:aws:iam::111122223333:role/App"),
            new GrantPrincipal.ServicePrincipal("logs.amazonaws.com"));
    Arbitrary<Map<String, String>> pairs =
        Arbitraries.of("a", "b").map(value -> Map.of("a", value));
    Arbitrary<ContextConstraint> limits =
        Arbitraries.oneOf(
            Arbitraries.just(new ContextConstraint.None()),
            pairs.map(ContextConstraint.EqualTo::new),
            pairs.map(ContextConstraint.Containing::new));
    Arbitrary<List<String>> operations =
        Arbitraries.of("Decrypt", "Encrypt", "DescribeKey").list().ofMinSize(1).ofMaxSize(2);
    return Combinators.combine(grantees, operations, limits)
        .as(
            (grantee, allowed, limit) ->
                new Grant(
                    "g-1",
                    "",
                    "",
                    grantee,
                    new GrantPrincipal.Nobody(),
                    allowed,
                    new GrantConstraints(limit, ""),
                    "111122223333",
                    ""));
  }

  private static Arbitrary<GrantConstraints> constraints() {
    Arbitrary<Map<String, String>> pairs =
        Arbitraries.maps(
                Arbitraries.of("a", "A", "b", "\u2c2f", "\u2c5f"), Arbitraries.of("a", "b"))
            .ofMaxSize(2);
    Arbitrary<ContextConstraint> context =
        Arbitraries.oneOf(
            Arbitraries.just(new ContextConstraint.None()),
            pairs.map(ContextConstraint.EqualTo::new),
            pairs.map(ContextConstraint.Containing::new));
    return Combinators.combine(
            context, Arbitraries.of("", "", "arn:aws:iam::111122223333:role/App"))
        .as(GrantConstraints::new);
  }
}
