package io.kmspolicy.cli.collect.aws;

import static io.kmspolicy.cli.collect.aws.Requests.required;

import io.kmspolicy.cli.collect.aws.Requests.Page;
import io.kmspolicy.model.policy.PolicyType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;

/**
 * Reads the inline and attached policies of users, roles and groups, as files of the folder {@code
 * identity}. A set of policies is read whole or not at all.
 */
final class IdentityPolicies {

  private final IamClient iam;
  private final ManagedPolicies managed;
  private final Map<String, Map<String, String>> groups = new HashMap<>();

  IdentityPolicies(IamClient iam, ManagedPolicies managed) {
    this.iam = iam;
    this.managed = managed;
  }

  Map<String, String> ofRole(String role) {
    PolicyFolder folder = new PolicyFolder("");
    List<String> names = inlineOfRole(role);
    for (String name : names) {
      inline(
          folder,
          "iam:GetRolePolicy",
          name,
          policy -> iam.getRolePolicy(r -> r.roleName(role).policyName(policy)).policyDocument());
    }
    attach(folder, attachedToRole(role));
    requireSame("iam:ListRolePolicies", names, inlineOfRole(role));
    return folder.files();
  }

  Map<String, String> ofUser(String user) {
    PolicyFolder folder = new PolicyFolder("");
    List<String> names = inlineOfUser(user);
    for (String name : names) {
      inline(
          folder,
          "iam:GetUserPolicy",
          name,
          policy -> iam.getUserPolicy(r -> r.userName(user).policyName(policy)).policyDocument());
    }
    attach(folder, attachedToUser(user));
    requireSame("iam:ListUserPolicies", names, inlineOfUser(user));
    Map<String, String> files = new LinkedHashMap<>(folder.files());
    for (String group : groupsOf(user)) {
      files.putAll(ofGroup(group));
    }
    return files;
  }

  /** The policies of a group, which are read once for all its users. */
  private Map<String, String> ofGroup(String group) {
    Map<String, String> known = groups.get(group);
    if (known == null) {
      PolicyFolder folder = new PolicyFolder(PolicyFolder.ofGroup(group));
      List<String> names = inlineOfGroup(group);
      for (String name : names) {
        inline(
            folder,
            "iam:GetGroupPolicy",
            name,
            policy ->
                iam.getGroupPolicy(r -> r.groupName(group).policyName(policy)).policyDocument());
      }
      attach(folder, attachedToGroup(group));
      requireSame("iam:ListGroupPolicies", names, inlineOfGroup(group));
      known = folder.files();
      groups.put(group, known);
    }
    return known;
  }

  /**
   * Refuses policies that became inline ones while the attached ones were listed: they would be
   * missing in both lists.
   */
  private static void requireSame(String action, List<String> before, List<String> after) {
    if (!Set.copyOf(before).equals(Set.copyOf(after))) {
      throw new RefusedException(action + ": the policies changed while they were listed");
    }
  }

  private static void inline(
      PolicyFolder folder, String action, String name, UnaryOperator<@Nullable String> document) {
    String text = required(Requests.call(action, () -> document.apply(name)), "document");
    folder.addInline(
        name,
        CheckedText.policy(PolicyType.IDENTITY, "inline policy " + name, SdkJson.decoded(text)));
  }

  private void attach(PolicyFolder folder, List<AttachedPolicy> attached) {
    for (AttachedPolicy policy : attached) {
      String arn = required(policy.policyArn(), "policy ARN");
      folder.addManaged(arn, managed.text(arn, PolicyType.IDENTITY));
    }
  }

  private List<String> inlineOfRole(String role) {
    return Requests.all(
        "iam:ListRolePolicies",
        from -> {
          ListRolePoliciesResponse page = iam.listRolePolicies(r -> r.roleName(role).marker(from));
          return new Page<>(page.policyNames(), isTrue(page.isTruncated()), page.marker());
        });
  }

  private List<AttachedPolicy> attachedToRole(String role) {
    return Requests.all(
        "iam:ListAttachedRolePolicies",
        from -> {
          ListAttachedRolePoliciesResponse page =
              iam.listAttachedRolePolicies(r -> r.roleName(role).marker(from));
          return new Page<>(page.attachedPolicies(), isTrue(page.isTruncated()), page.marker());
        });
  }

  private List<String> inlineOfUser(String user) {
    return Requests.all(
        "iam:ListUserPolicies",
        from -> {
          ListUserPoliciesResponse page = iam.listUserPolicies(r -> r.userName(user).marker(from));
          return new Page<>(page.policyNames(), isTrue(page.isTruncated()), page.marker());
        });
  }

  private List<AttachedPolicy> attachedToUser(String user) {
    return Requests.all(
        "iam:ListAttachedUserPolicies",
        from -> {
          ListAttachedUserPoliciesResponse page =
              iam.listAttachedUserPolicies(r -> r.userName(user).marker(from));
          return new Page<>(page.attachedPolicies(), isTrue(page.isTruncated()), page.marker());
        });
  }

  private List<String> groupsOf(String user) {
    return Requests.all(
            "iam:ListGroupsForUser",
            from -> {
              ListGroupsForUserResponse page =
                  iam.listGroupsForUser(r -> r.userName(user).marker(from));
              return new Page<>(page.groups(), isTrue(page.isTruncated()), page.marker());
            })
        .stream()
        .map(Group::groupName)
        .toList();
  }

  private List<String> inlineOfGroup(String group) {
    return Requests.all(
        "iam:ListGroupPolicies",
        from -> {
          ListGroupPoliciesResponse page =
              iam.listGroupPolicies(r -> r.groupName(group).marker(from));
          return new Page<>(page.policyNames(), isTrue(page.isTruncated()), page.marker());
        });
  }

  private List<AttachedPolicy> attachedToGroup(String group) {
    return Requests.all(
        "iam:ListAttachedGroupPolicies",
        from -> {
          ListAttachedGroupPoliciesResponse page =
              iam.listAttachedGroupPolicies(r -> r.groupName(group).marker(from));
          return new Page<>(page.attachedPolicies(), isTrue(page.isTruncated()), page.marker());
        });
  }

  private static boolean isTrue(@Nullable Boolean truncated) {
    return Boolean.TRUE.equals(truncated);
  }
}
