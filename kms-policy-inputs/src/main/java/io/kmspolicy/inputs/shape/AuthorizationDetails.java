package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code aws iam get-account-authorization-details} prints: the inline policies of users,
 * groups and roles, and the default versions of managed policies.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html">IAM
 *     API: GetAccountAuthorizationDetails</a>
 */
public final class AuthorizationDetails {

  /** The lists of the output, with the members that hold a name and the inline policies. */
  private static final Map<String, List<String>> INLINE =
      Map.of(
          "UserDetailList", List.of("UserName", "UserPolicyList"),
          "GroupDetailList", List.of("GroupName", "GroupPolicyList"),
          "RoleDetailList", List.of("RoleName", "RolePolicyList"));

  private AuthorizationDetails() {}

  /** Whether a value is such an output. */
  public static boolean is(SourceNode root) {
    return INLINE.keySet().stream().anyMatch(name -> root.member(name).isPresent());
  }

  /** The policies of an output. */
  public static List<Candidate> of(SourceNode root) {
    List<Candidate> found = new ArrayList<>();
    for (SourceNode.Member list : root.members()) {
      List<String> names = INLINE.get(list.name());
      if (names != null) {
        for (SourceNode principal : list.value().elements()) {
          addInline(principal, names.get(0), names.get(1), found);
        }
      } else if (list.name().equals("Policies")) {
        list.value().elements().forEach(policy -> addManaged(policy, found));
      }
    }
    return found;
  }

  private static void addInline(
      SourceNode principal, String nameMember, String listMember, List<Candidate> found) {
    String owner = principal.text(nameMember).orElse("");
    for (SourceNode policy :
        principal.member(listMember).map(SourceNode::elements).orElse(List.of())) {
      String name = owner + "/" + policy.text("PolicyName").orElse("");
      policy
          .member("PolicyDocument")
          .map(document -> new Candidate(name, PolicyType.IDENTITY, document))
          .ifPresent(found::add);
    }
  }

  private static void addManaged(SourceNode policy, List<Candidate> found) {
    String name = policy.text("PolicyName").orElse("");
    for (SourceNode version :
        policy.member("PolicyVersionList").map(SourceNode::elements).orElse(List.of())) {
      boolean isDefault =
          version.member("IsDefaultVersion").filter(AuthorizationDetails::isTrue).isPresent();
      if (isDefault) {
        version
            .member("Document")
            .map(document -> new Candidate(name, PolicyType.IDENTITY, document))
            .ifPresent(found::add);
      }
    }
  }

  static boolean isTrue(SourceNode value) {
    return value instanceof SourceNode.Literal literal && literal.json().equals("true");
  }
}
