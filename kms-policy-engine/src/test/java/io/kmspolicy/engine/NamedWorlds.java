package io.kmspolicy.engine;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generates requests like those of {@link Worlds} whose answers hang on who is named: by the policy
 * of an endpoint (rule 4.6), as retiring principal and grantee of the grant that is retired (5.14),
 * and by a unique id in {@code Principal} and {@code NotPrincipal} (1.8, 4.11).
 */
final class NamedWorlds {

  private static final String IAM = "arn:aws:iam::111122223333:";
  private static final String STS = "arn:aws:sts::111122223333:";
  private static final String OTHER = "arn:aws:iam::444455556666:";

  private static final String USER_ID = "AIDACKCEVSQ6C2EXAMPLE";
  private static final String ROLE_ID = "AROACKCEVSQ6C2EXAMPLE";

  /** What {@code aws:userid} may be: the ids above, longer ones, the names of sessions. */
  private static final List<ContextValue> IDS =
      List.of(
          ContextValue.absent(),
          ContextValue.unknown(),
          ContextValue.presentUnknown(),
          ContextValue.of(USER_ID),
          ContextValue.of(USER_ID + "X"),
          ContextValue.of(ROLE_ID + ":s-1"),
          ContextValue.of(ROLE_ID + ":"),
          ContextValue.of(ROLE_ID + "X:s-1"),
          ContextValue.of(ROLE_ID),
          ContextValue.of("AROAEXAMPLEEXAMPLE001:" + ROLE_ID),
          ContextValue.of("111122223333:bob"),
          ContextValue.of(""),
          new ContextValue.Present(List.of(USER_ID, ROLE_ID + ":s-1")));

  private static final List<String> NAMES =
      List.of(
          "111122223333",
          IAM + "root",
          IAM + "user/alice",
          IAM + "user/team/alice",
          IAM + "role/App",
          IAM + "role/team/App",
          STS + "assumed-role/App/s-1",
          STS + "assumed-role/App/s-2",
          STS + "federated-user/bob",
          OTHER + "root",
          OTHER + "user/carol",
          OTHER + "role/App",
          "arn:aws-cn:iam::111122223333:role/App");

  private NamedWorlds() {}

  /** Requests in which everything but unique ids, paths and federating users is known. */
  static Arbitrary<World> worlds() {
    return Combinators.combine(requests(), policies()).as(World::new);
  }

  private static Arbitrary<AuthorizationRequest> requests() {
    Arbitrary<String> actions =
        Arbitraries.of("kms:Decrypt", "kms:RetireGrant", "kms:RetireGrant", "kms:CreateGrant");
    Arbitrary<String> keys =
        Arbitraries.of(Worlds.KEY, Worlds.KEY, Worlds.KEY.replace("111122223333", "444455556666"));
    return Combinators.combine(
            callers(),
            actions,
            keys,
            contexts(),
            Arbitraries.of("", "g-1", "g-2", "g-9"),
            Arbitraries.of(KeyManager.CUSTOMER, KeyManager.CUSTOMER, KeyManager.AWS))
        .as(
            (caller, action, key, context, grantId, manager) ->
                new AuthorizationRequest(
                    caller, action, KmsResource.parse(key), context, grantId, manager, ""));
  }

  private static Arbitrary<Caller> callers() {
    Caller.RoleSession app = (Caller.RoleSession) Caller.parse(STS + "assumed-role/App/s-1");
    Caller.FederatedUser bob = (Caller.FederatedUser) Caller.parse(STS + "federated-user/bob");
    return Arbitraries.of(
        Caller.parse(IAM + "user/alice"),
        Caller.parse(IAM + "user/team/alice"),
        Caller.parse(IAM + "root"),
        app,
        app.withPath(RolePath.root()),
        app.withPath(new RolePath.Known("/team/")),
        app.anySession(),
        Caller.parse(IAM + "role/team/App"),
        bob,
        bob.madeBy(new FederatingUser.Nobody()),
        bob.madeBy(new FederatingUser.Named("alice")),
        Caller.parse(OTHER + "root"),
        Caller.parse(OTHER + "user/carol"),
        Caller.parse("arn:aws:sts::444455556666:assumed-role/App/s-1"),
        Caller.parse("logs.amazonaws.com"));
  }

  private static Arbitrary<RequestContext> contexts() {
    Arbitrary<ContextValue> services =
        Arbitraries.of(
            ContextValue.absent(), ContextValue.unknown(), ContextValue.of("s3.amazonaws.com"));
    return Combinators.combine(Arbitraries.of(IDS), services)
        .as(
            (id, service) ->
                RequestContext.builder()
                    .set(PrincipalMatcher.USER_ID, id)
                    .set("kms:ViaService", service)
                    .build());
  }

  private static Arbitrary<PolicySet> policies() {
    Arbitrary<PolicyLayer> always = Arbitraries.just(always());
    return Builders.withBuilder(PolicySet::builder)
        .use(Arbitraries.oneOf(layers(PolicyType.IDENTITY), always))
        .in(PolicySet.Builder::identity)
        .use(optional(layers(PolicyType.PERMISSIONS_BOUNDARY)))
        .in(PolicySet.Builder::permissionsBoundary)
        .use(optional(layers(PolicyType.SESSION)))
        .in(PolicySet.Builder::session)
        .use(layers(PolicyType.KEY))
        .in(PolicySet.Builder::key)
        .use(grants())
        .in(PolicySet.Builder::grants)
        .use(Arbitraries.oneOf(optional(always), layers(PolicyType.VPC_ENDPOINT)))
        .in(PolicySet.Builder::vpcEndpoint)
        .build(PolicySet.Builder::build);
  }

  private static Arbitrary<PolicyLayer> optional(Arbitrary<PolicyLayer> layers) {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.just(PolicyLayer.none())),
        Tuple.of(3, layers),
        Tuple.of(1, Arbitraries.just(PolicyLayer.unknown())));
  }

  private static PolicyLayer layer(List<Statement> statements) {
    return PolicyLayer.of(
        new NamedPolicy(
            "p", new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements)));
  }

  private static PolicyLayer always() {
    return layer(List.of(PolicyStatements.about(Effect.ALLOW, ConditionBlock.none())));
  }

  private static Arbitrary<PolicyLayer> layers(PolicyType type) {
    return Arbitraries.of(Effect.ALLOW, Effect.ALLOW, Effect.DENY)
        .flatMap(effect -> statement(type, effect))
        .list()
        .ofMaxSize(3)
        .map(NamedWorlds::layer);
  }

  private static Arbitrary<Statement> statement(PolicyType type, Effect effect) {
    Arbitrary<String> actions = Arbitraries.of("kms:*", "kms:*", "kms:RetireGrant", "kms:D*");
    return Combinators.combine(principals(type, effect), actions, conditions())
        .as(
            (principal, action, condition) ->
                new Statement(
                    Label.absent(),
                    effect,
                    principal,
                    new ActionElement.Action(List.of(ActionPattern.of(action))),
                    new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
                    condition,
                    SourceLocation.nowhere()));
  }

  private static Arbitrary<ConditionBlock> conditions() {
    Arbitrary<ConditionBlock> tests =
        Combinators.combine(
                Arbitraries.of(Comparison.STRING_LIKE, Comparison.STRING_NOT_EQUALS),
                Arbitraries.of(
                    Map.entry(PrincipalMatcher.USER_ID, ROLE_ID + ":*"),
                    Map.entry(PrincipalMatcher.USER_ID, USER_ID),
                    Map.entry("kms:ViaService", "s3.amazonaws.com")))
            .as(
                (comparison, test) ->
                    new ConditionBlock(
                        List.of(
                            new Condition(
                                new ConditionOperator(Quantifier.NONE, comparison, false),
                                test.getKey(),
                                List.of(ConditionValue.of(test.getValue())),
                                SourceLocation.nowhere()))));
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.just(ConditionBlock.none())), Tuple.of(1, tests));
  }

  private static Arbitrary<PrincipalElement> principals(PolicyType type, Effect effect) {
    if (!type.namesPrincipals()) {
      return Arbitraries.just(new PrincipalElement.Absent());
    }
    Arbitrary<List<PrincipalName>> names =
        Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(NAMES)),
                Tuple.of(4, Arbitraries.of(USER_ID, ROLE_ID, ROLE_ID, "AROAEXAMPLEEXAMPLE001")),
                Tuple.of(1, Arbitraries.just("*")))
            .map(text -> PrincipalName.parse("AWS", text))
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .flatMap(NamedWorlds::perhapsAService);
    Arbitrary<PrincipalElement> listed = names.map(PrincipalElement.Principal::new);
    return effect == Effect.ALLOW
        ? listed
        : Arbitraries.oneOf(listed, names.map(PrincipalElement.NotPrincipal::new));
  }

  private static Arbitrary<List<PrincipalName>> perhapsAService(List<PrincipalName> names) {
    PrincipalName service = PrincipalName.parse("Service", "logs.amazonaws.com");
    return Arbitraries.of(true, false, false)
        .map(added -> added ? Stream.concat(names.stream(), Stream.of(service)).toList() : names);
  }

  private static Arbitrary<GrantLayer> grants() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, grant().list().ofMaxSize(3).map(GrantLayer.Known::new)),
        Tuple.of(1, Arbitraries.just(GrantLayer.unknown())));
  }

  private static Arbitrary<Grant> grant() {
    Arbitrary<GrantPrincipal> named =
        Arbitraries.oneOf(
                Arbitraries.of(NAMES),
                Arbitraries.of(
                    USER_ID, ROLE_ID, "logs.us-west-2.amazonaws.com", "of no known form"))
            .map(GrantPrincipal.Principal::new);
    Arbitrary<GrantPrincipal> others =
        Arbitraries.of(
            new GrantPrincipal.Nobody(), new GrantPrincipal.ServicePrincipal("logs.amazonaws.com"));
    Arbitrary<GrantPrincipal> principals =
        Arbitraries.frequencyOf(Tuple.of(4, named), Tuple.of(1, others));
    Arbitrary<List<String>> operations =
        Arbitraries.of(
            List.of("Decrypt"),
            List.of("RetireGrant"),
            List.of("Decrypt", "RetireGrant"),
            List.of("CreateGrant", "RetireGrant", "Decrypt"));
    Arbitrary<ContextConstraint> limits =
        Arbitraries.of(
            new ContextConstraint.None(),
            new ContextConstraint.None(),
            new ContextConstraint.Containing(Map.of("a", "b")));
    return Combinators.combine(
            Arbitraries.of("g-1", "g-2", "g-3"),
            principals,
            principals,
            operations,
            limits,
            Arbitraries.of("111122223333", OTHER + "root", IAM + "root", ""))
        .as(
            (id, grantee, retiring, allowed, limit, issuer) ->
                new Grant(
                    id,
                    "",
                    "",
                    grantee,
                    retiring,
                    allowed,
                    new GrantConstraints(limit, ""),
                    issuer,
                    ""));
  }
}
