package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
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
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;

/** Policies in place of unknown layers, which say what a path chose for the layers. */
record FilledLayers(
    Caller caller,
    KmsResource.Owned key,
    String action,
    String side,
    Map<OpenFact.Choice, Integer> options,
    boolean isPermissive,
    boolean permits,
    String source) {

  /** The operation of a grant that is created through a grant (rule 5.16). */
  static final String CHILD_OPERATION = "Decrypt";

  private static final String NAME = "assumed";

  /** A resource of the account of a key on whose behalf a service calls. */
  static String sourceOf(Caller caller, KmsResource.Owned key) {
    String name = caller.arn();
    return "arn:"
        + key.partition()
        + ":"
        + (name.indexOf('.') < 0 ? name : name.substring(0, name.indexOf('.')))
        + ":"
        + key.region()
        + ":"
        + key.accountId()
        + ":another";
  }

  /** The policies without unknown layers. */
  PolicySet fill(PolicySet policies, BoundaryState boundary) {
    PolicyLayer limit = policies.permissionsBoundary();
    if (limit instanceof PolicyLayer.Unknown) {
      limit =
          boundary == BoundaryState.NONE
              ? PolicyLayer.none()
              : layer(PolicyType.PERMISSIONS_BOUNDARY, limit);
    }
    return PolicySet.builder()
        .identity(layer(PolicyType.IDENTITY, policies.identity()))
        .permissionsBoundary(limit)
        .session(layer(PolicyType.SESSION, policies.session()))
        .serviceControl(layer(PolicyType.SERVICE_CONTROL, policies.serviceControl()))
        .resourceControl(layer(PolicyType.RESOURCE_CONTROL, policies.resourceControl()))
        .key(layer(PolicyType.KEY, policies.key()))
        .grants(grants(policies.grants()))
        .vpcEndpoint(layer(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint()))
        .build();
  }

  private PolicyLayer layer(PolicyType type, PolicyLayer layer) {
    if (!(layer instanceof PolicyLayer.Unknown)) {
      return layer;
    }
    return switch (chosen(type)) {
      case NONE -> type == PolicyType.IDENTITY ? PolicyLayer.of() : PolicyLayer.none();
      case SILENT -> type == PolicyType.IDENTITY ? PolicyLayer.of() : of(type, List.of());
      case ALLOW -> of(type, List.of(statement(type, Effect.ALLOW, callerName())));
      case ALLOW_ROLE -> of(type, List.of(statement(type, Effect.ALLOW, roleName())));
      case ALLOW_ACCOUNT -> of(type, List.of(statement(type, Effect.ALLOW, accountName())));
      case DENY -> of(type, List.of(statement(type, Effect.DENY, new PrincipalName.Everyone())));
    };
  }

  private OrganizationLayer layer(PolicyType type, OrganizationLayer layer) {
    if (!(layer instanceof OrganizationLayer.Unknown)) {
      return layer;
    }
    return switch (chosen(type)) {
      case NONE, ALLOW, ALLOW_ROLE, ALLOW_ACCOUNT -> OrganizationLayer.none();
      case SILENT -> OrganizationLayer.of(new OrganizationLayer.Level("root", List.of()));
      case DENY ->
          OrganizationLayer.of(
              new OrganizationLayer.Level(
                  "root",
                  List.of(
                      policy(
                          List.of(statement(type, Effect.DENY, new PrincipalName.Everyone()))))));
    };
  }

  private GrantLayer grants(GrantLayer layer) {
    if (!(layer instanceof GrantLayer.Unknown)) {
      return layer;
    }
    return option(new Completion.Grants(""), new Completion.Grants(side)) == 0
        ? GrantLayer.none()
        : GrantLayer.of(grant());
  }

  private Completion chosen(PolicyType type) {
    List<Completion> completions = Completion.of(type, caller, permits);
    int option = option(new Completion.Subject(type, ""), new Completion.Subject(type, side));
    Completion chosen = completions.get(option);
    boolean isWidened = isPermissive && chosen == Completion.SILENT;
    return isWidened && completions.contains(Completion.ALLOW) ? Completion.ALLOW : chosen;
  }

  /** The option of a choice that both sides share, or of this side's own. */
  private int option(Object shared, Object own) {
    for (Map.Entry<OpenFact.Choice, Integer> chosen : options.entrySet()) {
      Object subject = chosen.getKey().subject();
      if (subject.equals(shared) || subject.equals(own)) {
        return chosen.getValue();
      }
    }
    return 0;
  }

  private static PolicyLayer of(PolicyType type, List<Statement> statements) {
    return statements.isEmpty() && type == PolicyType.IDENTITY
        ? PolicyLayer.of()
        : PolicyLayer.of(policy(statements));
  }

  private static NamedPolicy policy(List<Statement> statements) {
    return new NamedPolicy(
        NAME, new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements));
  }

  private static Statement statement(PolicyType type, Effect effect, PrincipalName name) {
    boolean names =
        type == PolicyType.KEY
            || type == PolicyType.VPC_ENDPOINT
            || type == PolicyType.RESOURCE_CONTROL;
    return new Statement(
        Label.absent(),
        effect,
        names ? new PrincipalElement.Principal(List.of(name)) : new PrincipalElement.Absent(),
        new ActionElement.Action(List.of(ActionPattern.of("kms:*"))),
        new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
        new ConditionBlock(List.of()),
        SourceLocation.nowhere());
  }

  private PrincipalName callerName() {
    if (caller instanceof Caller.ServicePrincipal service) {
      return new PrincipalName.Service(service.name());
    }
    return new PrincipalName.Everyone();
  }

  private PrincipalName roleName() {
    return caller instanceof Caller.RoleCaller session
        ? PrincipalName.parse("AWS", session.roleArn().orElse(session.arn()))
        : callerName();
  }

  private PrincipalName accountName() {
    return caller instanceof AccountCaller member
        ? new PrincipalName.Account("", member.accountId())
        : callerName();
  }

  /** A grant that KMS would create: one for a service has a source (rule 5.7). */
  private Grant grant() {
    GrantPrincipal grantee =
        caller instanceof Caller.ServicePrincipal service
            ? new GrantPrincipal.ServicePrincipal(service.name())
            : new GrantPrincipal.Principal(
                caller instanceof Caller.RoleCaller session
                    ? session.roleArn().orElse(session.arn())
                    : caller.arn());
    boolean retires = action.equals("kms:RetireGrant");
    boolean creates = action.equals("kms:CreateGrant");
    List<String> operations =
        retires || creates
            ? List.of(CHILD_OPERATION, "CreateGrant")
            : List.of(action.substring(action.indexOf(':') + 1));
    return new Grant(
        "0000000000000000000000000000000000000000000000000000000000000000",
        "",
        key.arn(),
        grantee,
        retires ? grantee : new GrantPrincipal.Nobody(),
        operations,
        caller instanceof Caller.ServicePrincipal
            ? new GrantConstraints(new GrantConstraints.ContextConstraint.None(), source)
            : GrantConstraints.none(),
        "arn:" + key.partition() + ":iam::" + key.accountId() + ":root",
        "");
  }
}
