package io.kmspolicy.collect.aws;

import static io.kmspolicy.collect.aws.Requests.isTruncated;
import static io.kmspolicy.collect.aws.Requests.required;

import io.kmspolicy.collect.aws.Requests.Page;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.User;

/** Reads users and roles from IAM. */
final class PrincipalReading {

  private static final String DESCRIPTION = LayerReading.DESCRIPTION;
  private static final String IDENTITY = "identity";
  private static final String BOUNDARY = "boundary";

  private final IamClient iam;
  private final ManagedPolicies managed;
  private final IdentityPolicies identity;

  PrincipalReading(IamClient iam) {
    this.iam = iam;
    this.managed = new ManagedPolicies(iam);
    this.identity = new IdentityPolicies(iam, managed);
  }

  /** The names of all roles. */
  List<String> roles() {
    return Requests.all(
            "iam:ListRoles",
            from -> {
              ListRolesResponse page = iam.listRoles(r -> r.marker(from));
              return new Page<>(page.roles(), isTruncated(page.isTruncated()), page.marker());
            })
        .stream()
        .map(role -> required(role.roleName(), "name of a role"))
        .sorted()
        .toList();
  }

  /** The names of all users. */
  List<String> users() {
    return Requests.all(
            "iam:ListUsers",
            from -> {
              ListUsersResponse page = iam.listUsers(r -> r.marker(from));
              return new Page<>(page.users(), isTruncated(page.isTruncated()), page.marker());
            })
        .stream()
        .map(user -> required(user.userName(), "name of a user"))
        .sorted()
        .toList();
  }

  /**
   * The layers of a role.
   *
   * @throws GoneException if there is no such role
   */
  List<LayerReading> read(Subject.Role role) {
    List<LayerReading> layers = new ArrayList<>();
    try {
      Role found =
          required(
              Requests.call("iam:GetRole", () -> iam.getRole(r -> r.roleName(role.name())).role()),
              "role");
      layers.addAll(described("role.json", "Role", found, found.permissionsBoundary()));
    } catch (RefusedException refused) {
      layers.addAll(undescribed(refused));
    }
    layers.add(whole(IDENTITY, () -> identity.ofRole(role.name())));
    return layers;
  }

  /**
   * The layers of a user.
   *
   * @throws GoneException if there is no such user
   */
  List<LayerReading> read(Subject.User user) {
    List<LayerReading> layers = new ArrayList<>();
    try {
      User found =
          required(
              Requests.call("iam:GetUser", () -> iam.getUser(r -> r.userName(user.name())).user()),
              "user");
      layers.addAll(described("user.json", "User", found, found.permissionsBoundary()));
    } catch (RefusedException refused) {
      layers.addAll(undescribed(refused));
    }
    layers.add(whole(IDENTITY, () -> identity.ofUser(user.name())));
    return layers;
  }

  /** The description says whether there is a boundary. */
  private List<LayerReading> described(
      String file, String member, SdkPojo found, @Nullable AttachedPermissionsBoundary boundary) {
    return List.of(
        new LayerReading(DESCRIPTION, Map.of(file, SdkJson.object(member, found)), ""),
        boundary == null
            ? new LayerReading(BOUNDARY, Map.of(), "")
            : whole(BOUNDARY, () -> Map.of("boundary.json", text(boundary))));
  }

  private String text(AttachedPermissionsBoundary boundary) {
    String arn = required(boundary.permissionsBoundaryArn(), "ARN of the permissions boundary");
    return managed.text(arn, PolicyType.PERMISSIONS_BOUNDARY);
  }

  private static List<LayerReading> undescribed(RefusedException refused) {
    return List.of(
        LayerReading.refused(DESCRIPTION, refused), LayerReading.refused(BOUNDARY, refused));
  }

  /** A layer that changes while it is read is not known: the next run reads it again. */
  private static LayerReading whole(String layer, Supplier<Map<String, String>> reading) {
    try {
      return LayerReading.of(layer, reading);
    } catch (GoneException changed) {
      return LayerReading.refused(
          layer, new RefusedException(changed.getMessage() + ": changed while it was read"));
    }
  }
}
