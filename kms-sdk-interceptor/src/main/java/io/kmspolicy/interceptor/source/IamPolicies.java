package io.kmspolicy.interceptor.source;

import static io.kmspolicy.interceptor.source.AwsCalls.required;

import io.kmspolicy.engine.LayerInterner;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.source.SourceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

  /** A role, user or group, with the requests for the policies that it has itself. */
  private record Holder(
      String name,
      Supplier<List<String>> inline,
      Supplier<List<AttachedPolicy>> attached,
      Function<String, @Nullable String> document) {

    Listing list() {
      return new Listing(this, inline.get(), attached.get().stream().map(Holder::arn).toList());
    }

    private static String arn(AttachedPolicy policy) {
      return required(policy.policyArn(), "policy ARN");
    }
  }

  /** What the lists of a holder named, one after the other. */
  private record Listing(Holder holder, List<String> inline, List<String> attached) {

    Names names() {
      return new Names(holder.name, Set.copyOf(inline), Set.copyOf(attached));
    }
  }

  private record Names(String holder, Set<String> inline, Set<String> attached) {}

  /**
   * The policies of a role.
   *
   * @throws SourceException if they changed while they were listed: a policy that became an inline
   *     one between the lists would be in neither
   */
  List<NamedPolicy> ofRole(String role) {
    Holder holder = role(role);
    Listing listing = holder.list();
    requireSame(Set.copyOf(listing.inline), Set.copyOf(holder.inline.get()));
    return read(listing).toList();
  }

  /**
   * The policies of a user and of the user's groups.
   *
   * @throws SourceException if they changed while they were listed: a policy that moved to the user
   *     or to another group could be in no list
   */
  List<NamedPolicy> ofUser(String user) {
    List<Listing> listings = listings(user);
    requireSame(names(listings), names(listings(user)));
    return listings.stream().flatMap(this::read).toList();
  }

  private List<Listing> listings(String user) {
    List<Listing> listings = new ArrayList<>();
    listings.add(user(user).list());
    for (String group : groupsOf(user)) {
      listings.add(group(group).list());
    }
    return listings;
  }

  private static Set<Names> names(List<Listing> listings) {
    return listings.stream().map(Listing::names).collect(Collectors.toSet());
  }

  private static void requireSame(Set<?> before, Set<?> after) {
    if (!before.equals(after)) {
      throw new SourceException("the policies changed while they were listed");
    }
  }

  private Holder role(String role) {
    return new Holder(
        role,
        () ->
            all(
                from -> iam.listRolePolicies(r -> r.roleName(role).marker(from)),
                ListRolePoliciesResponse::isTruncated,
                ListRolePoliciesResponse::marker,
                ListRolePoliciesResponse::policyNames),
        () ->
            all(
                from -> iam.listAttachedRolePolicies(r -> r.roleName(role).marker(from)),
                ListAttachedRolePoliciesResponse::isTruncated,
                ListAttachedRolePoliciesResponse::marker,
                ListAttachedRolePoliciesResponse::attachedPolicies),
        name -> iam.getRolePolicy(r -> r.roleName(role).policyName(name)).policyDocument());
  }

  private Holder user(String user) {
    return new Holder(
        user,
        () ->
            all(
                from -> iam.listUserPolicies(r -> r.userName(user).marker(from)),
                ListUserPoliciesResponse::isTruncated,
                ListUserPoliciesResponse::marker,
                ListUserPoliciesResponse::policyNames),
        () ->
            all(
                from -> iam.listAttachedUserPolicies(r -> r.userName(user).marker(from)),
                ListAttachedUserPoliciesResponse::isTruncated,
                ListAttachedUserPoliciesResponse::marker,
                ListAttachedUserPoliciesResponse::attachedPolicies),
        name -> iam.getUserPolicy(r -> r.userName(user).policyName(name)).policyDocument());
  }

  private Holder group(String group) {
    return new Holder(
        "group " + group,
        () ->
            all(
                from -> iam.listGroupPolicies(r -> r.groupName(group).marker(from)),
                ListGroupPoliciesResponse::isTruncated,
                ListGroupPoliciesResponse::marker,
                ListGroupPoliciesResponse::policyNames),
        () ->
            all(
                from -> iam.listAttachedGroupPolicies(r -> r.groupName(group).marker(from)),
                ListAttachedGroupPoliciesResponse::isTruncated,
                ListAttachedGroupPoliciesResponse::marker,
                ListAttachedGroupPoliciesResponse::attachedPolicies),
        name -> iam.getGroupPolicy(r -> r.groupName(group).policyName(name)).policyDocument());
  }

  private List<String> groupsOf(String user) {
    List<Group> groups =
        all(
            from -> iam.listGroupsForUser(r -> r.userName(user).marker(from)),
            ListGroupsForUserResponse::isTruncated,
            ListGroupsForUserResponse::marker,
            ListGroupsForUserResponse::groups);
    return groups.stream().map(Group::groupName).toList();
  }

  /**
   * The items of all pages of a list; the SDK's response types have no common interface.
   *
   * <p>IAM states of each page whether it is the last. The SDK reads what is no answer of IAM, such
   * as the page of a proxy, as a list without items.
   *
   * @throws SourceException if a page does not state it
   */
  private <P, T> List<T> all(
      Function<@Nullable String, P> page,
      Function<P, @Nullable Boolean> truncated,
      Function<P, @Nullable String> marker,
      Function<P, List<T>> items) {
    return calls
        .pages(AwsApi.IAM, page, got -> required(truncated.apply(got), "end of a list"), marker)
        .stream()
        .flatMap(got -> items.apply(got).stream())
        .toList();
  }

  /** The inline and the attached policies that were listed. */
  private Stream<NamedPolicy> read(Listing listing) {
    Function<String, @Nullable String> document = listing.holder.document;
    return Stream.concat(
        listing.inline.stream()
            .map(
                name ->
                    policy(
                        name,
                        calls.call(AwsApi.IAM, () -> document.apply(name)),
                        PolicyType.IDENTITY)),
        listing.attached.stream().map(arn -> managed(arn, PolicyType.IDENTITY)));
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
