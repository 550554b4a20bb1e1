package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.shape.LayerSketch;
import io.kmspolicy.inputs.shape.PrincipalGraph;
import io.kmspolicy.inputs.shape.PrincipalSketch;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The users, groups and roles of a template with their policies. The ids in the graph are logical
 * names, and ARNs of policies that the template does not define.
 */
final class TemplatePrincipals {

  private static final String ROLE = "AWS::IAM::Role";
  private static final String USER = "AWS::IAM::User";
  private static final String GROUP = "AWS::IAM::Group";
  private static final String MANAGED = "AWS::IAM::ManagedPolicy";
  private static final String DOCUMENT = "PolicyDocument";
  private static final Map<String, String> OWNERS =
      new TreeMap<>(Map.of("Roles", ROLE, "Users", USER, "Groups", GROUP));

  private final TemplateValues stated;
  private final StateSketch sketch;
  private final PrincipalGraph graph = new PrincipalGraph();
  private final OwnerNames names = new OwnerNames();

  /** The users and roles by ARN. */
  private final Map<String, List<PrincipalSketch>> byArn = new LinkedHashMap<>();

  private TemplatePrincipals(TemplateValues stated, StateSketch sketch) {
    this.stated = stated;
    this.sketch = sketch;
  }

  /**
   * Adds the users and roles.
   *
   * @param attached why policies may be attached to them that the file does not show
   * @param changed why nothing of them is known; empty if the file tells what they are
   */
  static void add(
      List<TemplateResource> all,
      TemplateValues stated,
      StateSketch sketch,
      List<Unresolved> attached,
      Optional<Unresolved> changed) {
    TemplatePrincipals principals = new TemplatePrincipals(stated, sketch);
    all.forEach(principals::define);
    all.forEach(principals::attach);
    for (List<PrincipalSketch> same : principals.byArn.values()) {
      attached.forEach(reason -> same.forEach(one -> one.identity().leaveOpen(reason)));
      changed.ifPresent(reason -> leaveAllOpen(same, reason));
    }
    sketch.principals().addAll(principals.graph.resolve());
  }

  private static void leaveAllOpen(List<PrincipalSketch> principals, Unresolved reason) {
    for (PrincipalSketch principal : principals) {
      principal.identity().leaveOpen(reason);
      principal.boundary().leaveOpen(reason);
    }
  }

  private void define(TemplateResource resource) {
    switch (resource.type()) {
      case ROLE -> addPrincipal(resource, "role", "RoleName");
      case USER -> addPrincipal(resource, "user", "UserName");
      case GROUP -> addGroup(resource);
      case MANAGED -> graph.addManaged(resource.name(), document(resource));
      default -> {
        // Nothing else is a principal or a policy of its own.
      }
    }
  }

  private Optional<String> physicalName(TemplateResource owner, String property) {
    return Optional.ofNullable(stated.parameters().get(owner.name()))
        .or(() -> owner.text(property));
  }

  private void addPrincipal(TemplateResource owner, String kind, String nameProperty) {
    Optional<String> name = physicalName(owner, nameProperty);
    names.add(owner, name);
    Optional<String> path = owner.raw("Path").isEmpty() ? Optional.of("/") : owner.text("Path");
    if (name.isEmpty() || path.isEmpty() || stated.account().isEmpty()) {
      sketch.leaveOut(owner.name(), owner.because(missing(owner, name, nameProperty)));
      TemplateClaims.addUnidentified(owner, name, nameProperty, sketch);
      return;
    }
    String arn =
        "arn:"
            + Partition.ofRegion(stated.region())
            + ":iam::"
            + stated.account()
            + ":"
            + kind
            + path.get()
            + name.get();
    PrincipalSketch principal =
        new PrincipalSketch(owner.name(), arn, inline(owner), new LayerSketch());
    graph.addPrincipal(owner.name(), principal);
    List<PrincipalSketch> same = byArn.computeIfAbsent(arn, unused -> new ArrayList<>());
    same.add(principal);
    if (same.size() > 1) {
      leaveAllOpen(same, owner.because("several resources have the name, under conditions"));
    }
    owner.raw("PermissionsBoundary").ifPresent(boundary -> bound(owner, boundary, principal));
  }

  private void addGroup(TemplateResource group) {
    LayerSketch policies = inline(group);
    if (group.isConditional()) {
      policies.leaveOpen(group.conditional());
    }
    graph.addGroup(group.name(), policies);
    names.add(group, physicalName(group, "GroupName"));
  }

  private void bound(TemplateResource owner, SourceNode boundary, PrincipalSketch principal) {
    Optional<String> policy = policy(owner, boundary);
    if (policy.isPresent()) {
      graph.bound(owner.name(), policy.get(), boundary.place());
    } else {
      principal.boundary().leaveOpen(owner.open(boundary));
    }
  }

  private static String missing(
      TemplateResource owner, Optional<String> name, String nameProperty) {
    Optional<Unresolved> insertion = owner.insertion();
    if (insertion.isPresent()) {
      return insertion.get().reason();
    }
    if (name.isPresent()) {
      return "the account or the path is not known; state the account with --account";
    }
    return owner.raw(nameProperty).isPresent()
        ? "the value of `" + nameProperty + "` is not known"
        : "it gets its name when it is deployed; state it with --parameter "
            + owner.name()
            + "=NAME";
  }

  private static Candidate document(TemplateResource policy) {
    SourceNode document =
        policy
            .property(DOCUMENT)
            .orElseGet(() -> policy.because("the file does not hold the policy"));
    return new Candidate(
        policy.name(),
        PolicyType.IDENTITY,
        policy.isConditional() ? policy.conditional() : document);
  }

  /** The policies inside a user, group or role. */
  private static LayerSketch inline(TemplateResource owner) {
    LayerSketch layer = new LayerSketch();
    for (SourceNode known : owner.policies()) {
      Optional<SourceNode> document = known.member(DOCUMENT);
      String name = owner.name() + "/" + known.text("PolicyName").orElse("");
      if (document.isPresent()) {
        layer.add(new Candidate(name, PolicyType.IDENTITY, document.get()));
      } else {
        layer.leaveOpen(
            known instanceof Unresolved open
                ? open
                : new Unresolved(withoutDocument(known), known.place()));
      }
    }
    return layer;
  }

  /** A policy of SAM is a policy template with its name. */
  private static String withoutDocument(SourceNode policy) {
    return policy.members().size() == 1
        ? "what the policy `" + policy.members().get(0).name() + "` says is not known"
        : "the policy has no `" + DOCUMENT + "`";
  }

  private void attach(TemplateResource resource) {
    switch (resource.type()) {
      case ROLE, USER, GROUP -> {
        attachManaged(resource);
        if (resource.type().equals(USER)) {
          resource
              .list("Groups")
              .forEach(group -> join(resource.name(), resource, group, Optional.empty()));
        }
      }
      case "AWS::IAM::Policy", MANAGED ->
          OWNERS.forEach((property, type) -> addTo(resource, property, type));
      case "AWS::IAM::RolePolicy" -> addTo(resource, "RoleName", ROLE);
      case "AWS::IAM::UserPolicy" -> addTo(resource, "UserName", USER);
      case "AWS::IAM::GroupPolicy" -> addTo(resource, "GroupName", GROUP);
      case "AWS::IAM::UserToGroupAddition" -> addMembers(resource);
      case "AWS::CloudFormation::Stack" -> leaveToStack(resource, "a nested stack");
      case "AWS::CloudFormation::StackSet" -> leaveToStack(resource, "a stack set");
      case "AWS::Serverless::Application" -> leaveToStack(resource, "an application of SAM");
      case "AWS::ServiceCatalog::CloudFormationProvisionedProduct" ->
          leaveToStack(resource, "a product of Service Catalog");
      default -> {
        // Nothing else attaches a policy.
      }
    }
  }

  /** The template of another stack is another file; it may attach policies to what it is given. */
  private void leaveToStack(TemplateResource stack, String kind) {
    Unresolved reason =
        stack.because("`" + stack.name() + "` is " + kind + ", whose template is another file");
    sketch.leaveOut(stack.name(), reason);
    for (String parameters : List.of("Parameters", "ProvisioningParameters")) {
      for (SourceNode value : stack.raw(parameters).stream().toList()) {
        names.namedIn(value).forEach(owner -> leaveOpen(owner, reason));
      }
    }
  }

  private void attachManaged(TemplateResource owner) {
    for (SourceNode element : owner.list("ManagedPolicyArns")) {
      Optional<String> policy = policy(owner, element);
      if (policy.isPresent()) {
        graph.attach(owner.name(), policy.get(), element.place());
      } else {
        leaveOpen(owner.name(), owner.open(element));
      }
    }
  }

  /** The id of the managed policy that an expression names; empty if it is not known. */
  private static Optional<String> policy(TemplateResource owner, SourceNode expression) {
    return TemplateResource.reference(expression)
        .or(() -> TemplateResource.string(owner.resolve(expression)));
  }

  /** Adds a policy to the users, groups or roles that a property names. */
  private void addTo(TemplateResource policy, String property, String type) {
    for (SourceNode owner : policy.list(property)) {
      OwnerNames.Meaning meaning = names.meaning(policy, owner, type);
      for (String name : meaning.names()) {
        if (meaning.known()) {
          graph.policiesOf(name).ifPresent(layer -> layer.add(document(policy)));
        } else {
          leaveOpen(name, maybe("`" + policy.name() + "` may be attached", policy, owner));
        }
      }
      reportOutside(policy, owner, type, meaning);
    }
  }

  private void leaveOpen(String owner, Unresolved reason) {
    graph.policiesOf(owner).ifPresent(layer -> layer.leaveOpen(reason));
  }

  /** Why an owner that is not known may be meant. */
  private static Unresolved maybe(String what, TemplateResource in, SourceNode expression) {
    String reason =
        TemplateResource.string(in.resolve(expression))
            .map(name -> "the name `" + name + "` may be that of several resources")
            .orElseGet(() -> in.open(expression).reason());
    return new Unresolved(what + ": " + reason, expression.place());
  }

  /** Names a policy or membership that no layer shows: its owner may be outside, or a group. */
  private void reportOutside(
      TemplateResource resource, SourceNode owner, String type, OwnerNames.Meaning meaning) {
    boolean shown =
        !type.equals(GROUP)
            && meaning.names().stream().anyMatch(name -> graph.policiesOf(name).isPresent());
    if (meaning.known() || shown) {
      return;
    }
    String reason =
        TemplateResource.string(resource.resolve(owner))
            .map(name -> "the " + word(type) + " `" + name + "` is not in the file")
            .orElseGet(() -> resource.open(owner).reason());
    sketch.leaveOut(resource.name(), new Unresolved(reason, owner.place()));
  }

  private static String word(String type) {
    return switch (type) {
      case ROLE -> "role";
      case USER -> "user";
      default -> "group";
    };
  }

  /**
   * Makes a user a member of a group.
   *
   * @param in the resource that says so
   * @param doubt why the user may be no member; empty if there is no doubt
   */
  private void join(
      String user, TemplateResource in, SourceNode group, Optional<Unresolved> doubt) {
    doubt.ifPresent(reason -> leaveOpen(user, reason));
    OwnerNames.Meaning meaning = names.meaning(in, group, GROUP);
    if (meaning.known()) {
      meaning.names().forEach(name -> graph.join(user, name, group.place()));
    } else if (in.resolve(group) instanceof Text outside && meaning.names().isEmpty()) {
      graph.join(user, outside.text(), group.place());
    } else {
      leaveOpen(user, maybe("it may be a member of a group", in, group));
    }
  }

  private void addMembers(TemplateResource addition) {
    SourceNode group =
        addition.raw("GroupName").orElseGet(() -> addition.because("it has no `GroupName`"));
    for (SourceNode user : addition.list("Users")) {
      OwnerNames.Meaning meaning = names.meaning(addition, user, USER);
      Optional<Unresolved> doubt =
          meaning.known()
              ? Optional.of(addition)
                  .filter(TemplateResource::isConditional)
                  .map(TemplateResource::conditional)
              : Optional.of(maybe("it may be a member of a group", addition, user));
      meaning.names().forEach(name -> join(name, addition, group, doubt));
      reportOutside(addition, user, USER, meaning);
    }
  }
}
