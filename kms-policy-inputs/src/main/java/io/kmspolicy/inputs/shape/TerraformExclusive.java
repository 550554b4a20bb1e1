package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Resources that remove from a user, group or role what they do not list. Where their lists differ
 * from what the file attaches, what stays is not known.
 */
final class TerraformExclusive {

  private static final String ROLE = "aws_iam_role";
  private static final Map<String, String> OWNERS =
      new TreeMap<>(Map.of("role", ROLE, "user", "aws_iam_user", "group", "aws_iam_group"));

  private static final String REMOVES = "of which it removes all policies but ";

  private final TerraformResources now;
  private final TerraformPrincipals principals;
  private final PrincipalGraph graph;

  private TerraformExclusive(
      TerraformResources now, TerraformPrincipals principals, PrincipalGraph graph) {
    this.now = now;
    this.principals = principals;
    this.graph = graph;
  }

  /** Leaves open what these resources may remove; all policies are added before. */
  static void add(
      TerraformResources now,
      TerraformRoleLists roles,
      TerraformPrincipals principals,
      PrincipalGraph graph) {
    TerraformExclusive exclusive = new TerraformExclusive(now, principals, graph);
    now.managed("aws_iam_policy_attachment").forEach(exclusive::detach);
    now.managed("aws_iam_group_membership").forEach(exclusive::removeMembers);
    OWNERS.forEach(exclusive::addLists);
    for (TerraformResource role : now.managed(ROLE)) {
      if (roles.areConfigured(role, "inline_policy")) {
        exclusive.keepInline(role);
      }
      if (roles.areConfigured(role, "managed_policy_arns")) {
        exclusive.keepAttached(role);
      }
    }
  }

  /** An attachment of this type detaches its policy from all that it does not list. */
  private void detach(TerraformResource attachment) {
    Set<String> listed = new HashSet<>();
    OWNERS.forEach(
        (kind, type) ->
            attachment
                .strings(kind + "s")
                .forEach(name -> principals.addressOf(type, name).ifPresent(listed::add)));
    String policy = principals.attached(attachment);
    boolean isKnown = !policy.equals(attachment.address());
    for (String holder : graph.holders(attached -> !isKnown || attached.equals(policy))) {
      if (!listed.contains(holder)) {
        leaveOpen(holder, attachment);
      }
    }
  }

  /** A membership of this type removes all other users from its group. */
  private void removeMembers(TerraformResource membership) {
    Set<String> listed =
        membership.strings("users").stream()
            .flatMap(name -> principals.addressOf("aws_iam_user", name).stream())
            .collect(Collectors.toSet());
    String group = principals.groupId(membership.string("group"), membership, "group");
    for (String member : graph.members(group)) {
      if (!listed.contains(member)) {
        leaveOpen(member, membership);
      }
    }
  }

  private void leaveOpen(String owner, TerraformResource exclusive) {
    leaveOpen(owner, exclusive, "");
  }

  private void leaveOpen(String owner, TerraformResource exclusive, String listed) {
    Unresolved reason =
        exclusive.because("`" + exclusive.address() + "` removes what it does not list" + listed);
    graph.policiesOf(owner).ifPresent(layer -> layer.leaveOpen(reason));
  }

  private void addLists(String kind, String type) {
    for (TerraformResource list : now.managed("aws_iam_" + kind + "_policies_exclusive")) {
      principals
          .owner(list, kind + "_name", type, REMOVES + listed(list, "policy_names"))
          .filter(owner -> differs(list, "policy_names", inlineOf(owner), false))
          .ifPresent(owner -> leaveOpen(owner, list, ", " + listed(list, "policy_names")));
    }
    for (TerraformResource list :
        now.managed("aws_iam_" + kind + "_policy_attachments_exclusive")) {
      principals
          .owner(list, kind + "_name", type, REMOVES + listed(list, "policy_arns"))
          .filter(owner -> differs(list, "policy_arns", graph.attachedTo(owner), true))
          .ifPresent(owner -> leaveOpen(owner, list, ", " + listed(list, "policy_arns")));
    }
  }

  /** What is listed, so that the reasons of two files differ if their lists do. */
  private static String listed(TerraformResource list, String member) {
    return list.strings(member).stream().sorted().toList().toString();
  }

  private boolean differs(
      TerraformResource list, String member, Set<String> found, boolean areArns) {
    Set<String> listed =
        list.strings(member).stream()
            .map(entry -> areArns ? principals.policyId(entry) : entry)
            .collect(Collectors.toSet());
    return list.isOpen(member) || !list.isCurrent() || !listed.equals(found);
  }

  /** The names of the policies that an owner holds itself. */
  private Set<String> inlineOf(String owner) {
    return graph.policiesOf(owner).stream()
        .flatMap(layer -> layer.documents().stream())
        .map(Candidate::name)
        .collect(Collectors.toSet());
  }

  private void keepInline(TerraformResource role) {
    Set<String> listed =
        role.listed("inline_policy").stream()
            .flatMap(policy -> policy.text("name").stream())
            .collect(Collectors.toSet());
    if (!listed.containsAll(inlineOf(role.address()))) {
      leaveOpen(role.address(), role);
    }
  }

  private void keepAttached(TerraformResource role) {
    List<SourceNode> arns = role.elements("managed_policy_arns");
    Set<String> listed =
        arns.stream()
            .filter(Text.class::isInstance)
            .map(arn -> principals.policyId(((Text) arn).text()))
            .collect(Collectors.toSet());
    if (!listed.containsAll(graph.attachedTo(role.address()))) {
      leaveOpen(role.address(), role);
    }
  }
}
