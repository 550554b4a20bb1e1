package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.resource.Arn;
import java.util.List;

/**
 * The users and roles that {@code aws iam get-account-authorization-details} prints. The output
 * holds all inline policies, attachments, boundaries and groups of a user or role; a managed policy
 * or group that a filter or a page left out is unknown.
 */
public final class AuthorizationState {

  private static final String USER = "user/";
  private static final String GROUP = "group/";
  private static final String ROLE = "role/";

  private final PrincipalGraph graph = new PrincipalGraph();

  private AuthorizationState() {}

  /** The users and roles of an output. */
  public static StateSketch of(SourceNode root) {
    AuthorizationState state = new AuthorizationState();
    list(root, "Policies").forEach(state::addManaged);
    list(root, "GroupDetailList").forEach(state::addGroup);
    list(root, "UserDetailList").forEach(user -> state.addPrincipal(user, USER, "User"));
    list(root, "RoleDetailList").forEach(role -> state.addPrincipal(role, ROLE, "Role"));
    StateSketch sketch = new StateSketch();
    sketch.principals().addAll(state.graph.resolve());
    if (AwsOutput.isPage(root)) {
      sketch.leaveOut("what other pages hold", AwsOutput.page(root));
    }
    return sketch;
  }

  private static List<SourceNode> list(SourceNode node, String name) {
    return node.member(name).map(SourceNode::elements).orElse(List.of());
  }

  private void addManaged(SourceNode policy) {
    String arn = policy.text("Arn").orElse("");
    String name = policy.text("PolicyName").orElse(arn);
    for (SourceNode version : list(policy, "PolicyVersionList")) {
      boolean isDefault =
          version.member("IsDefaultVersion").filter(AuthorizationDetails::isTrue).isPresent();
      if (isDefault) {
        version
            .member("Document")
            .ifPresent(
                document ->
                    graph.addManaged(arn, new Candidate(name, PolicyType.IDENTITY, document)));
      }
    }
  }

  private void addGroup(SourceNode group) {
    String id = id(group, GROUP, "GroupName");
    LayerSketch policies = inline(group, "GroupPolicyList");
    if (graph.policiesOf(id).isPresent()) {
      policies.leaveOpen(repeated(group));
    }
    graph.addGroup(id, policies);
    attach(id, group);
  }

  /** A file may join the outputs of accounts, which have users, roles and groups of one name. */
  private static String id(SourceNode owner, String kind, String member) {
    return account(owner) + kind + owner.text(member).orElse("");
  }

  private static String account(SourceNode owner) {
    return owner.text("Arn").flatMap(Arn::parse).map(Arn::accountId).orElse("") + ":";
  }

  private static Unresolved repeated(SourceNode owner) {
    return new Unresolved("the file defines it or its group twice", owner.place());
  }

  private void addPrincipal(SourceNode principal, String kind, String word) {
    String name = principal.text(word + "Name").orElse("");
    String id = id(principal, kind, word + "Name");
    LayerSketch identity = inline(principal, word + "PolicyList");
    LayerSketch boundary = new LayerSketch();
    if (graph.policiesOf(id).isPresent()) {
      identity.leaveOpen(repeated(principal));
      boundary.leaveOpen(repeated(principal));
    }
    graph.addPrincipal(
        id, new PrincipalSketch(name, principal.text("Arn").orElse(""), identity, boundary));
    attach(id, principal);
    if (kind.equals(USER) && !isList(principal, "GroupList")) {
      identity.leaveOpen(unlisted("groups", principal));
    }
    for (SourceNode group : list(principal, "GroupList")) {
      String named = group instanceof Text text ? text.text() : "";
      graph.join(id, account(principal) + GROUP + named, group.place());
    }
    principal
        .member("PermissionsBoundary")
        .filter(policy -> !(policy instanceof Literal))
        .ifPresent(
            policy ->
                graph.bound(id, policy.text("PermissionsBoundaryArn").orElse(""), policy.place()));
  }

  private static boolean isList(SourceNode owner, String member) {
    return owner.member(member).filter(Elements.class::isInstance).isPresent();
  }

  /** Whether a member is left out, or null, as some programs write one that is left out. */
  private static boolean isAbsent(SourceNode owner, String member) {
    return owner.member(member).filter(value -> !(value instanceof Literal)).isEmpty();
  }

  private static Unresolved unlisted(String what, SourceNode owner) {
    return new Unresolved("the file does not list the " + what + " of it", owner.place());
  }

  /**
   * The documents inside a list of policies. The output always lists the managed policies, and has
   * no list of inline policies of a user without any.
   */
  private static LayerSketch inline(SourceNode owner, String member) {
    LayerSketch layer = new LayerSketch();
    if (!isList(owner, "AttachedManagedPolicies")) {
      layer.leaveOpen(unlisted("managed policies", owner));
    }
    boolean mayBeAbsent = member.startsWith("User") && isAbsent(owner, member);
    if (!isList(owner, member) && !mayBeAbsent) {
      layer.leaveOpen(unlisted("inline policies", owner));
    }
    for (SourceNode policy : list(owner, member)) {
      String name = policy.text("PolicyName").orElse("");
      SourceNode document =
          policy
              .member("PolicyDocument")
              .orElseGet(() -> new Unresolved("the file does not hold it", policy.place()));
      layer.add(new Candidate(name, PolicyType.IDENTITY, document));
    }
    return layer;
  }

  private void attach(String id, SourceNode owner) {
    for (SourceNode policy : list(owner, "AttachedManagedPolicies")) {
      graph.attach(id, policy.text("PolicyArn").orElse(""), policy.place());
    }
  }
}
