package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.PolicyType;
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
    String id = GROUP + group.text("GroupName").orElse("");
    graph.addGroup(id, inline(group, "GroupPolicyList"));
    attach(id, group);
  }

  private void addPrincipal(SourceNode principal, String kind, String word) {
    String name = principal.text(word + "Name").orElse("");
    String id = kind + name;
    graph.addPrincipal(
        id,
        new PrincipalSketch(
            name,
            principal.text("Arn").orElse(""),
            inline(principal, word + "PolicyList"),
            new LayerSketch()));
    attach(id, principal);
    for (SourceNode group : list(principal, "GroupList")) {
      if (group instanceof Text text) {
        graph.join(id, GROUP + text.text(), text.place());
      }
    }
    principal
        .at("PermissionsBoundary", "PermissionsBoundaryArn")
        .filter(Text.class::isInstance)
        .ifPresent(arn -> graph.bound(id, ((Text) arn).text(), arn.place()));
  }

  /** The documents inside a list of policies; the output always has the list. */
  private static LayerSketch inline(SourceNode owner, String member) {
    LayerSketch layer = new LayerSketch();
    if (owner.member(member).isEmpty() && owner.member("AttachedManagedPolicies").isEmpty()) {
      layer.leaveOpen(new Unresolved("the file lists no policies of it", owner.place()));
    }
    for (SourceNode policy : list(owner, member)) {
      String name = policy.text("PolicyName").orElse("");
      policy
          .member("PolicyDocument")
          .ifPresent(document -> layer.add(new Candidate(name, PolicyType.IDENTITY, document)));
    }
    return layer;
  }

  private void attach(String id, SourceNode owner) {
    for (SourceNode policy : list(owner, "AttachedManagedPolicies")) {
      graph.attach(id, policy.text("PolicyArn").orElse(""), policy.place());
    }
  }
}
