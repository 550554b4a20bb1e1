package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.shape.LayerSketch;
import io.kmspolicy.inputs.shape.PrincipalGraph;
import io.kmspolicy.inputs.shape.PrincipalSketch;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.PolicyType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private static final List<String> OWNERS = List.of("Roles", "Users", "Groups");

  private final List<TemplateResource> all;
  private final TemplateValues stated;
  private final StateSketch sketch;
  private final PrincipalGraph graph = new PrincipalGraph();

  /** The logical names by type and physical name. */
  private final Map<String, String> logical = new HashMap<>();

  private TemplatePrincipals(
      List<TemplateResource> all, TemplateValues stated, StateSketch sketch) {
    this.all = all;
    this.stated = stated;
    this.sketch = sketch;
  }

  /** Adds the users and roles. */
  static void add(List<TemplateResource> all, TemplateValues stated, StateSketch sketch) {
    TemplatePrincipals principals = new TemplatePrincipals(all, stated, sketch);
    all.forEach(principals::define);
    all.forEach(principals::attach);
    sketch.principals().addAll(principals.graph.resolve());
  }

  private void define(TemplateResource resource) {
    switch (resource.type()) {
      case ROLE -> addPrincipal(resource, "role", "RoleName");
      case USER -> addPrincipal(resource, "user", "UserName");
      case GROUP -> {
        graph.addGroup(resource.name(), inline(resource));
        remember(resource, "GroupName");
      }
      case MANAGED -> graph.addManaged(resource.name(), document(resource));
      default -> {
        // Nothing else is a principal or a policy of its own.
      }
    }
  }

  private void remember(TemplateResource owner, String nameProperty) {
    physicalName(owner, nameProperty)
        .ifPresent(name -> logical.put(owner.type() + "/" + name, owner.name()));
  }

  private Optional<String> physicalName(TemplateResource owner, String property) {
    return Optional.ofNullable(stated.parameters().get(owner.name()))
        .or(() -> owner.text(property));
  }

  private void addPrincipal(TemplateResource owner, String kind, String nameProperty) {
    Optional<String> name = physicalName(owner, nameProperty);
    Optional<String> path = owner.raw("Path").isEmpty() ? Optional.of("/") : owner.text("Path");
    if (name.isEmpty() || path.isEmpty() || stated.account().isEmpty()) {
      sketch.leaveOut(owner.name(), owner.because(missing(owner, name, nameProperty)));
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
    graph.addPrincipal(
        owner.name(), new PrincipalSketch(owner.name(), arn, inline(owner), new LayerSketch()));
    remember(owner, nameProperty);
    owner
        .raw("PermissionsBoundary")
        .ifPresent(
            boundary -> graph.bound(owner.name(), policy(owner, boundary), boundary.place()));
  }

  private static String missing(
      TemplateResource owner, Optional<String> name, String nameProperty) {
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
    Optional<SourceNode> policies = owner.property("Policies");
    policies
        .filter(Unresolved.class::isInstance)
        .ifPresent(open -> layer.leaveOpen((Unresolved) open));
    for (SourceNode policy : policies.map(SourceNode::elements).orElse(List.of())) {
      if (policy instanceof Unresolved open) {
        layer.leaveOpen(open);
      }
      String name = owner.name() + "/" + policy.text("PolicyName").orElse("");
      policy
          .member(DOCUMENT)
          .ifPresent(document -> layer.add(new Candidate(name, PolicyType.IDENTITY, document)));
    }
    return layer;
  }

  private void attach(TemplateResource resource) {
    switch (resource.type()) {
      case ROLE, USER, GROUP -> {
        attachManaged(resource);
        resource.rawElements("Groups").forEach(group -> join(resource, group));
      }
      case "AWS::IAM::Policy", MANAGED ->
          OWNERS.forEach(property -> addToOwners(resource, property));
      case "AWS::IAM::RolePolicy" -> addInline(resource, "RoleName", ROLE);
      case "AWS::IAM::UserPolicy" -> addInline(resource, "UserName", USER);
      case "AWS::IAM::GroupPolicy" -> addInline(resource, "GroupName", GROUP);
      case "AWS::IAM::UserToGroupAddition" -> addMembers(resource);
      default -> {
        // Nothing else attaches a policy.
      }
    }
  }

  private void attachManaged(TemplateResource owner) {
    Optional<SourceNode> list = owner.raw("ManagedPolicyArns");
    if (list.isPresent() && owner.resolve(list.get()) instanceof Unresolved open) {
      graph.policiesOf(owner.name()).ifPresent(layer -> layer.leaveOpen(open));
    }
    for (SourceNode element : owner.rawElements("ManagedPolicyArns")) {
      graph.attach(owner.name(), policy(owner, element), element.place());
    }
  }

  /** The id of the managed policy that an expression names. */
  private static String policy(TemplateResource owner, SourceNode expression) {
    return TemplateResource.reference(expression)
        .or(() -> TemplateResource.string(owner.resolve(expression)))
        .orElse("named by an expression");
  }

  private void addToOwners(TemplateResource policy, String property) {
    String type =
        switch (property) {
          case "Roles" -> ROLE;
          case "Users" -> USER;
          default -> GROUP;
        };
    Optional<SourceNode> list = policy.raw(property);
    if (list.isPresent() && policy.resolve(list.get()) instanceof Unresolved open) {
      leaveOpen(list.get(), open);
    }
    policy.rawElements(property).forEach(owner -> addTo(policy, owner, type, document(policy)));
  }

  private void addInline(TemplateResource policy, String property, String type) {
    policy.raw(property).ifPresent(owner -> addTo(policy, owner, type, document(policy)));
  }

  /** Adds a policy to the user, group or role that an expression names. */
  private void addTo(TemplateResource policy, SourceNode owner, String type, Candidate document) {
    SourceNode name = policy.resolve(owner);
    Optional<String> target =
        TemplateResource.reference(owner)
            .filter(known -> graph.policiesOf(known).isPresent())
            .or(
                () ->
                    TemplateResource.string(name)
                        .map(known -> logical.getOrDefault(type + "/" + known, "")));
    target.flatMap(graph::policiesOf).ifPresent(layer -> layer.add(document));
    if (target.isEmpty() && name instanceof Unresolved open) {
      leaveOpen(owner, open);
    }
  }

  /** An expression that may name one of several resources leaves the policies of all open. */
  private void leaveOpen(SourceNode expression, Unresolved reason) {
    for (String name : TemplateResource.references(expression)) {
      graph.policiesOf(name).ifPresent(layer -> layer.leaveOpen(reason));
    }
  }

  private void join(TemplateResource user, SourceNode group) {
    String id =
        TemplateResource.reference(group)
            .or(
                () ->
                    TemplateResource.string(user.resolve(group))
                        .map(name -> logical.getOrDefault(GROUP + "/" + name, name)))
            .orElse("named by an expression");
    graph.join(user.name(), id, group.place());
  }

  private void addMembers(TemplateResource addition) {
    Optional<SourceNode> group = addition.raw("GroupName");
    for (SourceNode user : addition.rawElements("Users")) {
      Optional<String> member =
          TemplateResource.reference(user)
              .or(
                  () ->
                      TemplateResource.string(addition.resolve(user))
                          .flatMap(name -> Optional.ofNullable(logical.get(USER + "/" + name))));
      for (TemplateResource owner : all) {
        if (group.isPresent() && member.filter(owner.name()::equals).isPresent()) {
          if (addition.isConditional()) {
            graph
                .policiesOf(owner.name())
                .ifPresent(layer -> layer.leaveOpen(addition.conditional()));
          }
          join(owner, group.get());
        }
      }
    }
  }
}
