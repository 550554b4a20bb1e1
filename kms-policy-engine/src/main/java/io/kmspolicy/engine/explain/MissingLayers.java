package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.MissingAttribute.Case;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
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
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The completions of an unknown layer, one content per possible result: no statement that applies,
 * a denial, or a permission in each form that other layers distinguish (rule 6.8).
 */
final class MissingLayers {

  private static final PolicyDocument WITHOUT_STATEMENTS = document(List.of());

  private final RequestAttributes attributes;

  MissingLayers(RequestAttributes attributes) {
    this.attributes = attributes;
  }

  MissingAttribute of(PolicyType type) {
    List<UnaryOperator<Case>> completions = new ArrayList<>();
    if (type != PolicyType.IDENTITY && type != PolicyType.KEY) {
      completions.add(with(type, PolicyLayer.none()));
    }
    for (PolicyDocument document : documents(type)) {
      completions.add(with(type, PolicyLayer.of(new NamedPolicy("", document))));
    }
    return new MissingAttribute(MissingAttribute.Kind.POLICIES, type.word(), completions);
  }

  /**
   * The completions of unknown grants: no grant, or a grant to the caller without constraints,
   * issued by the caller's account.
   */
  MissingAttribute ofGrants() {
    List<UnaryOperator<Case>> completions = new ArrayList<>();
    completions.add(with(GrantLayer.none()));
    if (attributes.caller() instanceof AccountCaller caller) {
      Grant.GrantPrincipal named = new Grant.GrantPrincipal.Principal(caller.arn());
      completions.add(with(GrantLayer.of(grant(named, caller.accountId()))));
    } else {
      Grant.GrantPrincipal named =
          new Grant.GrantPrincipal.ServicePrincipal(attributes.caller().arn());
      completions.add(with(GrantLayer.of(grant(named, ""))));
    }
    return new MissingAttribute(
        MissingAttribute.Kind.POLICIES, LayerName.GRANTS.word(), completions);
  }

  private Grant grant(Grant.GrantPrincipal named, String issuer) {
    return new Grant(
        attributes.request().grantId(),
        "",
        "",
        named,
        named,
        List.of(attributes.operation()),
        GrantConstraints.none(),
        issuer,
        "");
  }

  private static UnaryOperator<Case> with(GrantLayer grants) {
    return original ->
        new Case(original.request(), original.policies().toBuilder().grants(grants).build());
  }

  private static UnaryOperator<Case> with(PolicyType type, PolicyLayer layer) {
    OrganizationLayer levels =
        layer instanceof PolicyLayer.Attached attached
            ? OrganizationLayer.of(new OrganizationLayer.Level("", attached.policies()))
            : OrganizationLayer.none();
    return original -> {
      var policies = original.policies().toBuilder();
      switch (type) {
        case IDENTITY -> policies.identity(layer);
        case PERMISSIONS_BOUNDARY -> policies.permissionsBoundary(layer);
        case SESSION -> policies.session(layer);
        case SERVICE_CONTROL -> policies.serviceControl(levels);
        case RESOURCE_CONTROL -> policies.resourceControl(levels);
        case KEY -> policies.key(layer);
        case VPC_ENDPOINT -> policies.vpcEndpoint(layer);
      }
      return new Case(original.request(), policies.build());
    };
  }

  private List<PolicyDocument> documents(PolicyType type) {
    PrincipalElement everyone =
        type.namesPrincipals()
            ? new PrincipalElement.Principal(List.of(new PrincipalName.Everyone()))
            : new PrincipalElement.Absent();
    List<PolicyDocument> documents = new ArrayList<>();
    documents.add(WITHOUT_STATEMENTS);
    documents.add(document(List.of(statement(Effect.DENY, everyone))));
    documents.add(document(List.of(statement(Effect.ALLOW, everyone))));
    if (type == PolicyType.KEY) {
      for (PrincipalName name : forms(attributes.caller())) {
        PrincipalElement named = new PrincipalElement.Principal(List.of(name));
        documents.add(document(List.of(statement(Effect.ALLOW, named))));
      }
    }
    return documents;
  }

  /**
   * The indirect forms of the caller's name, for which the limits of other layers still apply (rule
   * 4.8).
   */
  private static List<PrincipalName> forms(Caller caller) {
    List<PrincipalName> forms = new ArrayList<>();
    if (caller instanceof AccountCaller member) {
      forms.add(new PrincipalName.Account("", member.accountId()));
    }
    if (caller instanceof RoleCaller session && session.path() instanceof RolePath.Known path) {
      String name = path.text().substring(1) + session.roleName();
      forms.add(new PrincipalName.Role(session.partition(), session.accountId(), name));
    }
    if (caller instanceof FederatedUser federated
        && federated.user() instanceof FederatingUser.Named user) {
      forms.add(new PrincipalName.User(federated.partition(), federated.accountId(), user.name()));
    }
    return forms;
  }

  private static PolicyDocument document(List<Statement> statements) {
    return new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements);
  }

  private static Statement statement(Effect effect, PrincipalElement principal) {
    return new Statement(
        Label.absent(),
        effect,
        principal,
        new ActionElement.Action(List.of(ActionPattern.of("*"))),
        new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
        ConditionBlock.none(),
        SourceLocation.nowhere());
  }
}
