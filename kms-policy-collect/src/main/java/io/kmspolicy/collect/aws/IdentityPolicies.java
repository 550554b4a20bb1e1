package io.kmspolicy.collect.aws;

import static io.kmspolicy.collect.aws.Requests.isTruncated;
import static io.kmspolicy.collect.aws.Requests.required;

import io.kmspolicy.collect.aws.Requests.Page;
import io.kmspolicy.model.policy.PolicyType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * identity}. A set of policies is read whole or not at all: what was listed is listed again, since
 * a policy that moved between two lists would be in neither.
 */
final class IdentityPolicies {

  private final IamClient iam;
  private final ManagedPolicies managed;
  private final Map<String, GroupPolicies> groups = new HashMap<>();

  /** The names of inline policies and the ARNs of attached ones. */
  private record Names(List<String> inline, List<String> attached) {

    static Names of(List<String> inline, List<AttachedPolicy> attached) {
      return new Names(
          sorted(inline),
          attached.stream()
              .map(policy -> required(policy.policyArn(), "policy ARN"))
              .sorted()
              .toList());
    }
  }

  private record GroupPolicies(Names names, Map<String, String> files) {}

  IdentityPolicies(IamClient iam, ManagedPolicies managed) {
    this.iam = iam;
    this.managed = managed;
  }

  Map<String, String> ofRole(String role) {
    Names names = Names.of(inlineOfRole(role), attachedToRole(role));
    Map<String, String> files =
        read(
            "",
            names,
            "iam:GetRolePolicy",
            name -> iam.getRolePolicy(r -> r.roleName(role).policyName(name)).policyDocument());
    // The attached policies were listed between two equal lists of the inline ones.
    requireSame("role " + role, names, new Names(sorted(inlineOfRole(role)), names.attached));
    return files;
  }

  /** The policies of a user and of the user's groups; those of a group are read once. */
  Map<String, String> ofUser(String user) {
    Names names = Names.of(inlineOfUser(user), attachedToUser(user));
    Map<String, String> files =
        new LinkedHashMap<>(
            read(
                "",
                names,
                "iam:GetUserPolicy",
                name ->
                    iam.getUserPolicy(r -> r.userName(user).policyName(name)).policyDocument()));
    Map<String, GroupPolicies> own = new LinkedHashMap<>();
    for (String group : groupsOf(user)) {
      own.put(group, groups.computeIfAbsent(group, this::ofGroup));
    }
    requireSame("user " + user, names, Names.of(inlineOfUser(user), attachedToUser(user)));
    requireSame("groups of user " + user, List.copyOf(own.keySet()), groupsOf(user));
    own.forEach(
        (group, policies) -> {
          groups.remove(group); // If it has changed, it is read again for the next of its users.
          requireSame("group " + group, policies.names, namesOfGroup(group));
          groups.put(group, policies);
          files.putAll(policies.files);
        });
    return files;
  }

  private GroupPolicies ofGroup(String group) {
    Names names = namesOfGroup(group);
    return new GroupPolicies(
        names,
        read(
            PolicyFolder.ofGroup(group),
            names,
            "iam:GetGroupPolicy",
            name -> iam.getGroupPolicy(r -> r.groupName(group).policyName(name)).policyDocument()));
  }

  private Names namesOfGroup(String group) {
    return Names.of(inlineOfGroup(group), attachedToGroup(group));
  }

  private static void requireSame(String holder, Object before, Object after) {
    if (!before.equals(after)) {
      throw new RefusedException(holder + ": the policies changed while they were listed");
    }
  }

  private Map<String, String> read(
      String prefix, Names names, String action, UnaryOperator<@Nullable String> document) {
    PolicyFolder folder = new PolicyFolder(prefix);
    for (String name : names.inline) {
      String text = required(Requests.call(action, () -> document.apply(name)), "document");
      folder.addInline(
          name,
          CheckedText.policy(PolicyType.IDENTITY, "inline policy " + name, SdkJson.decoded(text)));
    }
    for (String arn : names.attached) {
      folder.addManaged(arn, managed.text(arn, PolicyType.IDENTITY));
    }
    return folder.files();
  }

  private List<String> inlineOfRole(String role) {
    return Requests.all(
        "iam:ListRolePolicies",
        from -> {
          ListRolePoliciesResponse page = iam.listRolePolicies(r -> r.roleName(role).marker(from));
          return new Page<>(page.policyNames(), isTruncated(page.isTruncated()), page.marker());
        });
  }

  private List<AttachedPolicy> attachedToRole(String role) {
    return Requests.all(
        "iam:ListAttachedRolePolicies",
        from -> {
          ListAttachedRolePoliciesResponse page =
              iam.listAttachedRolePolicies(r -> r.roleName(role).marker(from));
          return new Page<>(
              page.attachedPolicies(), isTruncated(page.isTruncated()), page.marker());
        });
  }

  private List<String> inlineOfUser(String user) {
    return Requests.all(
        "iam:ListUserPolicies",
        from -> {
          ListUserPoliciesResponse page = iam.listUserPolicies(r -> r.userName(user).marker(from));
          return new Page<>(page.policyNames(), isTruncated(page.isTruncated()), page.marker());
        });
  }

  private List<AttachedPolicy> attachedToUser(String user) {
    return Requests.all(
        "iam:ListAttachedUserPolicies",
        from -> {
          ListAttachedUserPoliciesResponse page =
              iam.listAttachedUserPolicies(r -> r.userName(user).marker(from));
          return new Page<>(
              page.attachedPolicies(), isTruncated(page.isTruncated()), page.marker());
        });
  }

  private List<String> groupsOf(String user) {
    return Requests.all(
            "iam:ListGroupsForUser",
            from -> {
              ListGroupsForUserResponse page =
                  iam.listGroupsForUser(r -> r.userName(user).marker(from));
              return new Page<>(page.groups(), isTruncated(page.isTruncated()), page.marker());
            })
        .stream()
        .map(Group::groupName)
        .sorted()
        .toList();
  }

  private List<String> inlineOfGroup(String group) {
    return Requests.all(
        "iam:ListGroupPolicies",
        from -> {
          ListGroupPoliciesResponse page =
              iam.listGroupPolicies(r -> r.groupName(group).marker(from));
          return new Page<>(page.policyNames(), isTruncated(page.isTruncated()), page.marker());
        });
  }

  private List<AttachedPolicy> attachedToGroup(String group) {
    return Requests.all(
        "iam:ListAttachedGroupPolicies",
        from -> {
          ListAttachedGroupPoliciesResponse page =
              iam.listAttachedGroupPolicies(r -> r.groupName(group).marker(from));
          return new Page<>(
              page.attachedPolicies(), isTruncated(page.isTruncated()), page.marker());
        });
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }
}
