package io.kmspolicy.interceptor.source;

import static io.kmspolicy.interceptor.source.AwsCalls.required;

import io.kmspolicy.engine.LayerInterner;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.source.SourceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
import software.amazon.awssdk.services.iam.model.Policy;

/** Reads the inline and attached policies of users, roles and groups. */
final class IamPolicies {

  private final IamClient iam;
  private final AwsCalls calls;
  private final LayerInterner interner;

  /**
   * A reader with a client.
   *
   * @param interner shares the equal parts of policies
   */
  IamPolicies(IamClient iam, AwsCalls calls, LayerInterner interner) {
    this.iam = iam;
    this.calls = calls;
    this.interner = interner;
  }

  List<NamedPolicy> ofRole(String role) {
    Supplier<List<String>> inline =
        () ->
            all(
                from -> iam.listRolePolicies(r -> r.roleName(role).marker(from)),
                ListRolePoliciesResponse::isTruncated,
                ListRolePoliciesResponse::marker,
                ListRolePoliciesResponse::policyNames);
    Supplier<List<AttachedPolicy>> attached =
        () ->
            all(
                from -> iam.listAttachedRolePolicies(r -> r.roleName(role).marker(from)),
                ListAttachedRolePoliciesResponse::isTruncated,
                ListAttachedRolePoliciesResponse::marker,
                ListAttachedRolePoliciesResponse::attachedPolicies);
    return policies(
        inline,
        name -> iam.getRolePolicy(r -> r.roleName(role).policyName(name)).policyDocument(),
        attached);
  }

  List<NamedPolicy> ofUser(String user) {
    Supplier<List<String>> inline =
        () ->
            all(
                from -> iam.listUserPolicies(r -> r.userName(user).marker(from)),
                ListUserPoliciesResponse::isTruncated,
                ListUserPoliciesResponse::marker,
                ListUserPoliciesResponse::policyNames);
    Supplier<List<AttachedPolicy>> attached =
        () ->
            all(
                from -> iam.listAttachedUserPolicies(r -> r.userName(user).marker(from)),
                ListAttachedUserPoliciesResponse::isTruncated,
                ListAttachedUserPoliciesResponse::marker,
                ListAttachedUserPoliciesResponse::attachedPolicies);
    return policies(
        inline,
        name -> iam.getUserPolicy(r -> r.userName(user).policyName(name)).policyDocument(),
        attached);
  }

  List<NamedPolicy> ofGroup(String group) {
    Supplier<List<String>> inline =
        () ->
            all(
                from -> iam.listGroupPolicies(r -> r.groupName(group).marker(from)),
                ListGroupPoliciesResponse::isTruncated,
                ListGroupPoliciesResponse::marker,
                ListGroupPoliciesResponse::policyNames);
    Supplier<List<AttachedPolicy>> attached =
        () ->
            all(
                from -> iam.listAttachedGroupPolicies(r -> r.groupName(group).marker(from)),
                ListAttachedGroupPoliciesResponse::isTruncated,
                ListAttachedGroupPoliciesResponse::marker,
                ListAttachedGroupPoliciesResponse::attachedPolicies);
    return policies(
        inline,
        name -> iam.getGroupPolicy(r -> r.groupName(group).policyName(name)).policyDocument(),
        attached);
  }

  List<String> groupsOf(String user) {
    List<Group> groups =
        all(
            from -> iam.listGroupsForUser(r -> r.userName(user).marker(from)),
            ListGroupsForUserResponse::isTruncated,
            ListGroupsForUserResponse::marker,
            ListGroupsForUserResponse::groups);
    return groups.stream().map(Group::groupName).toList();
  }

  /** The items of all pages of a list; the SDK's response types have no common interface. */
  private <P, T> List<T> all(
      Function<@Nullable String, P> page,
      Function<P, @Nullable Boolean> truncated,
      Function<P, @Nullable String> marker,
      Function<P, List<T>> items) {
    return calls
        .pages(AwsApi.IAM, page, got -> Boolean.TRUE.equals(truncated.apply(got)), marker)
        .stream()
        .flatMap(got -> items.apply(got).stream())
        .toList();
  }

  /**
   * The inline and the attached policies. The inline ones are listed once more at the end: a policy
   * that became an inline one between the lists would be in neither.
   */
  private List<NamedPolicy> policies(
      Supplier<List<String>> inline,
      Function<String, @Nullable String> document,
      Supplier<List<AttachedPolicy>> attached) {
    List<String> names = inline.get();
    List<AttachedPolicy> managed = attached.get();
    if (!Set.copyOf(inline.get()).equals(Set.copyOf(names))) {
      throw new SourceException("the policies changed while they were listed");
    }
    return Stream.concat(
            names.stream()
                .map(
                    name ->
                        policy(
                            name,
                            calls.call(AwsApi.IAM, () -> document.apply(name)),
                            PolicyType.IDENTITY)),
            managed.stream()
                .map(
                    policy ->
                        managed(required(policy.policyArn(), "policy ARN"), PolicyType.IDENTITY)))
        .toList();
  }

  /** The default version of a managed policy. */
  NamedPolicy managed(String arn, PolicyType type) {
    Policy policy =
        required(calls.call(AwsApi.IAM, () -> iam.getPolicy(r -> r.policyArn(arn))).policy(), arn);
    String version = required(policy.defaultVersionId(), "default version of a policy");
    String document =
        required(
                calls
                    .call(
                        AwsApi.IAM,
                        () -> iam.getPolicyVersion(r -> r.policyArn(arn).versionId(version)))
                    .policyVersion(),
                "version of a policy")
            .document();
    return policy(arn, document, type);
  }

  private NamedPolicy policy(String name, @Nullable String document, PolicyType type) {
    String text = decoded(required(document, "document of a policy"));
    return interner.of(new NamedPolicy(name, PolicyReader.forType(type).source(name).read(text)));
  }

  /**
   * Decodes percent-encoding, in which a plus sign stands for itself. A text that begins with a
   * brace is not encoded: emulators of IAM respond in this way.
   */
  static String decoded(String document) {
    return document.startsWith("{")
        ? document
        : URLDecoder.decode(document.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
