package io.kmspolicy.interceptor.source;

import static io.kmspolicy.interceptor.source.AwsCalls.required;

import io.kmspolicy.engine.LayerInterner;
import io.kmspolicy.interceptor.source.IamPrincipal.Kind;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

/** Loads descriptions, policies and boundaries of users and roles from IAM. */
final class IamLoaders {

  private final IamClient iam;
  private final AwsCalls calls;
  private final IamPolicies policies;

  /**
   * Loaders with a client.
   *
   * @param interner shares the equal parts of policies
   */
  IamLoaders(IamClient iam, AwsCalls calls, LayerInterner interner) {
    this.iam = iam;
    this.calls = calls;
    this.policies = new IamPolicies(iam, calls, interner);
  }

  /** The path, tags and boundary; empty if there is no such user or role. */
  private Optional<PrincipalDetails> details(IamPrincipal principal) {
    return known(principal).details();
  }

  /** What IAM says of the name of a user or role of its account. */
  KnownPrincipal known(IamPrincipal principal) {
    try {
      return principal.kind() == Kind.ROLE
          ? KnownPrincipal.role(role(principal.name()))
          : user(principal.name());
    } catch (NoSuchEntityException e) {
      return KnownPrincipal.GONE;
    }
  }

  private PrincipalDetails role(String name) {
    Role role =
        required(calls.call(AwsApi.IAM, () -> iam.getRole(r -> r.roleName(name))).role(), "role");
    return new PrincipalDetails(
        required(role.arn(), "role ARN"), tags(role.tags()), boundary(role.permissionsBoundary()));
  }

  private KnownPrincipal user(String name) {
    User user =
        required(calls.call(AwsApi.IAM, () -> iam.getUser(r -> r.userName(name))).user(), "user");
    return KnownPrincipal.user(
        new PrincipalDetails(
            required(user.arn(), "user ARN"),
            tags(user.tags()),
            boundary(user.permissionsBoundary())),
        user.userId() == null ? "" : user.userId());
  }

  private static Map<String, String> tags(List<Tag> given) {
    Map<String, String> tags = new HashMap<>();
    for (Tag tag : given) {
      tags.put(required(tag.key(), "tag key"), required(tag.value(), "tag value"));
    }
    return tags;
  }

  private static String boundary(@Nullable AttachedPermissionsBoundary boundary) {
    return boundary == null
        ? ""
        : required(boundary.permissionsBoundaryArn(), "ARN of the permissions boundary");
  }

  /** The permissions boundary; unknown if there is no such user or role. */
  PolicyLayer permissionsBoundary(IamPrincipal principal) {
    Optional<PrincipalDetails> details = details(principal);
    if (details.isEmpty()) {
      return PolicyLayer.unknown();
    }
    String arn = details.get().boundaryArn();
    return arn.isEmpty()
        ? PolicyLayer.none()
        : PolicyLayer.of(policies.managed(arn, PolicyType.PERMISSIONS_BOUNDARY));
  }

  /** The identity policies, including those of groups; unknown if there is no such principal. */
  PolicyLayer identity(IamPrincipal principal) {
    try {
      return new PolicyLayer.Attached(
          principal.kind() == Kind.ROLE
              ? policies.ofRole(principal.name())
              : policies.ofUser(principal.name()));
    } catch (NoSuchEntityException e) {
      return unknownIfGone(principal, e);
    }
  }

  /** Fails if the principal exists: a policy or group was deleted while the others were read. */
  private PolicyLayer unknownIfGone(IamPrincipal principal, NoSuchEntityException e) {
    if (details(principal).isPresent()) {
      throw e;
    }
    return PolicyLayer.unknown();
  }
}
