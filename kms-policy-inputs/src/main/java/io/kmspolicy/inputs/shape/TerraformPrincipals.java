package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.PolicyType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The users, groups and roles of a plan or state, with their policies.
 *
 * <p>A role's own lists say what was attached to it when the state was read. What resources of the
 * file attached before the plan is taken from these resources instead, because the plan may change
 * them.
 */
final class TerraformPrincipals {

  private static final String ROLE = "aws_iam_role";
  private static final String USER = "aws_iam_user";
  private static final String GROUP = "aws_iam_group";
  private static final String POLICY = "aws_iam_policy";
  private static final String INLINE_POLICY = "inline_policy";

  private final TerraformResources before;
  private final TerraformResources now;
  private final TerraformPlace place;
  private final TerraformDocuments documents;
  private final TerraformRoleLists roles;
  private final StateSketch sketch;
  private final PrincipalGraph graph = new PrincipalGraph();

  /**
   * The addresses of users, groups and roles by kind and name; accounts may have the same names.
   */
  private final Map<String, Set<String>> owners = new HashMap<>();

  /** The addresses of policies by ARN. */
  private final Map<String, String> policies = new HashMap<>();

  private TerraformPrincipals(
      TerraformResources before, TerraformResources now, TerraformPlace place, StateSketch sketch) {
    this.before = before;
    this.now = now;
    this.place = place;
    this.documents = new TerraformDocuments(place);
    this.roles = new TerraformRoleLists(before, now);
    this.sketch = sketch;
  }

  /** Adds the users and roles. */
  static void add(
      TerraformResources before, TerraformResources now, TerraformPlace place, StateSketch sketch) {
    TerraformPrincipals principals = new TerraformPrincipals(before, now, place, sketch);
    principals.addManaged();
    now.managed(GROUP).forEach(principals::addGroup);
    now.managed(USER).forEach(user -> principals.addPrincipal(user, "user"));
    now.managed(ROLE).forEach(role -> principals.addPrincipal(role, "role"));
    now.managed(ROLE).forEach(principals::addOwnPolicies);
    principals.addInline("aws_iam_role_policy", "role", ROLE);
    principals.addInline("aws_iam_user_policy", "user", USER);
    principals.addInline("aws_iam_group_policy", "group", GROUP);
    principals.addAttachments();
    principals.addMembers();
    TerraformExclusive.add(now, principals.roles, principals, principals.graph);
    TerraformIndirect.add(before, now, principals.graph, sketch);
    sketch.principals().addAll(principals.graph.resolve());
  }

  private void addManaged() {
    for (TerraformResources side : List.of(before, now)) {
      side.data(POLICY).forEach(this::addManaged);
    }
    now.managed(POLICY).forEach(this::addManaged);
  }

  private void addManaged(TerraformResource policy) {
    String name = policy.string("name").orElse(policy.address());
    SourceNode document = documents.of(policy, "policy");
    graph.addManaged(policy.address(), new Candidate(name, PolicyType.IDENTITY, document));
    policy.string("arn").ifPresent(arn -> policies.put(arn, policy.address()));
  }

  private void addGroup(TerraformResource group) {
    graph.addGroup(group.address(), new LayerSketch());
    remember(group);
  }

  private void remember(TerraformResource owner) {
    owner
        .string("name")
        .ifPresent(
            name ->
                owners
                    .computeIfAbsent(owner.type() + "/" + name, unused -> new LinkedHashSet<>())
                    .add(owner.address()));
  }

  private void addPrincipal(TerraformResource principal, String kind) {
    remember(principal);
    Optional<String> arn = place.principalArn(principal, kind);
    if (arn.isEmpty()) {
      sketch.leaveOut(principal.address(), withoutArn(principal));
      return;
    }
    graph.addPrincipal(
        principal.address(),
        new PrincipalSketch(
            principal.address(), arn.get(), new LayerSketch(), boundary(principal)));
    principal
        .text("permissions_boundary")
        .ifPresent(
            policy -> graph.bound(principal.address(), policyId(policy.text()), policy.place()));
  }

  private Unresolved withoutArn(TerraformResource principal) {
    if (principal.string("name").isEmpty()) {
      return principal.notYet("name");
    }
    return principal.isOpen("path") ? principal.notYet("path") : place.missing(principal);
  }

  private static LayerSketch boundary(TerraformResource principal) {
    LayerSketch boundary = new LayerSketch();
    if (principal.isOpen("permissions_boundary")) {
      boundary.leaveOpen(principal.notYet("permissions_boundary"));
    }
    return boundary;
  }

  /** The id of a managed policy by its ARN. */
  String policyId(String arn) {
    return policies.getOrDefault(arn, arn);
  }

  /** The policies in a role's own lists that no other resource of the file manages. */
  private void addOwnPolicies(TerraformResource role) {
    Optional<LayerSketch> layer = graph.policiesOf(role.address());
    if (layer.isEmpty()) {
      return;
    }
    boolean exists = role.string("arn").isPresent();
    List<Candidate> inlines = documents.inline(role);
    for (String list : List.of(INLINE_POLICY, "managed_policy_arns")) {
      boolean isListed = list.equals(INLINE_POLICY) && !inlines.isEmpty();
      // Before a role exists, both lists are computed from what is attached to it.
      if (role.isOpen(list) && !isListed && (exists || roles.areConfigured(role, list))) {
        layer.get().leaveOpen(role.notYet(list));
      }
    }
    Set<String> elsewhere = managedElsewhere("aws_iam_role_policy", "name", role);
    for (Candidate inline : inlines) {
      String name = inline.name();
      if (!elsewhere.contains(name)) {
        layer.get().add(inline);
      }
      if (elsewhere.contains(name) && mayBeOwn(role, INLINE_POLICY)) {
        layer
            .get()
            .leaveOpen(role.because("another resource sets or removes its policy `" + name + "`"));
      }
    }
    Set<String> attached = attachedElsewhere(role);
    for (SourceNode arn : role.elements("managed_policy_arns")) {
      if (arn instanceof Text text && !attached.contains(text.text())) {
        graph.attach(role.address(), policyId(text.text()), arn.place());
      } else if (arn instanceof Text text && mayBeOwn(role, "managed_policy_arns")) {
        layer
            .get()
            .leaveOpen(role.because("another resource attaches or detaches `" + text.text() + "`"));
      }
    }
  }

  /** Whether a list of a role may hold a policy that another resource does not set for it. */
  private boolean mayBeOwn(TerraformResource role, String list) {
    boolean isOnly = role.string("name").flatMap(name -> addressOf(ROLE, name)).isPresent();
    return !isOnly || roles.areConfigured(role, list);
  }

  /** The ARNs of the policies that resources attach to a role, before or now. */
  private Set<String> attachedElsewhere(TerraformResource role) {
    Set<String> arns = managedElsewhere("aws_iam_role_policy_attachment", "policy_arn", role);
    for (TerraformResources side : List.of(before, now)) {
      side.managed("aws_iam_policy_attachment").stream()
          .filter(list -> role.string("name").filter(list.strings("roles")::contains).isPresent())
          .forEach(list -> list.string("policy_arn").ifPresent(arns::add));
    }
    return arns;
  }

  /** A value of the resources that manage a policy of a role, before or now. */
  private Set<String> managedElsewhere(String type, String member, TerraformResource role) {
    Set<String> values = new HashSet<>();
    for (TerraformResources side : List.of(before, now)) {
      side.managed(type).stream()
          .filter(policy -> policy.string("role").equals(role.string("name")))
          .forEach(policy -> policy.string(member).ifPresent(values::add));
    }
    return values;
  }

  private void addInline(String type, String member, String ownerType) {
    for (TerraformResource policy : now.managed(type)) {
      SourceNode document = documents.of(policy, "policy");
      String name = policy.string("name").orElse(policy.address());
      Candidate inline = new Candidate(name, PolicyType.IDENTITY, document);
      owner(policy, member, ownerType, "to which it gives a policy")
          .flatMap(graph::policiesOf)
          .ifPresent(
              layer -> {
                if (policy.isCurrent()) {
                  layer.add(inline);
                } else {
                  layer.leaveOpen(policy.because("it may still have `" + policy.address() + "`"));
                }
              });
    }
  }

  /**
   * The address of the user, group or role that a resource names. If the file does not say which
   * one it is, it may be any of the file; if the file does not define it, it is left out.
   */
  Optional<String> owner(TerraformResource resource, String member, String ownerType, String does) {
    Optional<String> name = resource.string(member);
    if (name.isPresent()) {
      return defined(resource, ownerType, name.get(), does);
    }
    Optional<String> referred =
        now.referred(resource, member, ownerType).map(TerraformResource::address);
    if (referred.isEmpty()) {
      openAll(resource, member, ownerType);
    }
    return referred;
  }

  /** The address of the only user, group or role of a name; empty if there is none, or several. */
  Optional<String> addressOf(String ownerType, String name) {
    Set<String> found = owners.getOrDefault(ownerType + "/" + name, Set.of());
    return found.size() == 1 ? found.stream().findFirst() : Optional.empty();
  }

  /** The address of a user, group or role by its name; one that is not in the file is left out. */
  private Optional<String> defined(
      TerraformResource resource, String ownerType, String name, String does) {
    Optional<String> address = addressOf(ownerType, name);
    if (address.isEmpty()) {
      boolean isSeveral = owners.containsKey(ownerType + "/" + name);
      openSimilar(
          resource,
          ownerType + "/" + name,
          isSeveral ? "names it, or another one of the same name" : "names it in another case");
      sketch.leaveOut(
          resource.address(),
          resource.because(
              (isSeveral ? "the file has several of the name `" : "the file does not define `")
                  + name
                  + "`, "
                  + does));
    }
    return address;
  }

  /** IAM has no two names that differ by the case of letters only, so this may be the other one. */
  private void openSimilar(TerraformResource resource, String kindAndName, String how) {
    Unresolved reason = resource.because("`" + resource.address() + "` " + how);
    owners.forEach(
        (known, found) -> {
          if (known.equalsIgnoreCase(kindAndName)) {
            found.forEach(one -> graph.policiesOf(one).ifPresent(layer -> layer.leaveOpen(reason)));
          }
        });
  }

  /**
   * Leaves the policies open of all users, groups or roles to which a resource may refer, but not
   * of those that it names.
   */
  private void openAll(TerraformResource resource, String member, String ownerType) {
    List<String> named = resource.strings(member);
    List<TerraformResource> referred = now.mayRefer(resource, member, ownerType);
    for (TerraformResource owner : referred.isEmpty() ? now.managed(ownerType) : referred) {
      if (owner.string("name").filter(named::contains).isEmpty()) {
        graph
            .policiesOf(owner.address())
            .ifPresent(layer -> layer.leaveOpen(resource.missing(member)));
      }
    }
  }

  private void addAttachments() {
    attach("aws_iam_role_policy_attachment", "role", ROLE);
    attach("aws_iam_user_policy_attachment", "user", USER);
    attach("aws_iam_group_policy_attachment", "group", GROUP);
    for (TerraformResource attachment : now.managed("aws_iam_policy_attachment")) {
      attachAll(attachment, "roles", ROLE);
      attachAll(attachment, "users", USER);
      attachAll(attachment, "groups", GROUP);
    }
  }

  private void attach(String type, String member, String ownerType) {
    for (TerraformResource attachment : now.managed(type)) {
      owner(attachment, member, ownerType, attaches(attachment))
          .ifPresent(to -> graph.attach(to, attached(attachment), attachment.node().place()));
    }
  }

  private String attaches(TerraformResource attachment) {
    return "to which it attaches " + attached(attachment);
  }

  /** The id of the policy that a resource attaches. */
  String attached(TerraformResource attachment) {
    if (!attachment.isCurrent()) {
      return attachment.address();
    }
    return attachment
        .string("policy_arn")
        .map(this::policyId)
        .or(() -> now.referred(attachment, "policy_arn", POLICY).map(TerraformResource::address))
        .orElse(attachment.address());
  }

  private void attachAll(TerraformResource attachment, String member, String ownerType) {
    if (attachment.isOpen(member)) {
      openAll(attachment, member, ownerType);
    }
    for (String name : attachment.strings(member)) {
      defined(attachment, ownerType, name, attaches(attachment))
          .ifPresent(to -> graph.attach(to, attached(attachment), attachment.node().place()));
    }
  }

  private void addMembers() {
    for (TerraformResource membership : now.managed("aws_iam_group_membership")) {
      String group = groupId(membership.string("group"), membership, "group");
      for (String user : membership.strings("users")) {
        defined(membership, USER, user, "which it adds to a group")
            .ifPresent(member -> graph.join(member, group, membership.node().place()));
      }
      if (membership.isOpen("users")) {
        openAll(membership, "users", USER);
      }
    }
    for (TerraformResource membership : now.managed("aws_iam_user_group_membership")) {
      Optional<String> user = owner(membership, "user", USER, "which it adds to groups");
      for (String group : membership.strings("groups")) {
        String id = groupId(Optional.of(group), membership, "groups");
        user.ifPresent(member -> graph.join(member, id, membership.node().place()));
      }
      if (membership.isOpen("groups")) {
        user.flatMap(graph::policiesOf)
            .ifPresent(layer -> layer.leaveOpen(membership.notYet("groups")));
      }
    }
  }

  String groupId(Optional<String> name, TerraformResource membership, String member) {
    if (!membership.isCurrent()) {
      return membership.address();
    }
    return name.map(known -> addressOf(GROUP, known).orElse(known))
        .or(() -> now.referred(membership, member, GROUP).map(TerraformResource::address))
        .orElse(membership.address());
  }
}
