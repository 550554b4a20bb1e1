package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Resources that decide which policies apply to an account, or to the roles that IAM Identity
 * Center makes, and those that set policies in a form that is not read. They are in no layer which
 * is known. A plan that changes one is no change of the policies of the file, so what it changes is
 * named.
 */
final class TerraformAssignments {

  private static final String ORGANIZATION = "it decides which policies of an organization apply";
  private static final String PERMISSION_SET =
      "it decides about policies of roles that IAM Identity Center makes";
  private static final String UNREAD = "it may set policies, and the file does not say which";
  private static final String PARENT = "parent_id";

  private static final List<Kind> KINDS =
      List.of(
          new Kind("aws_organizations_policy_attachment", ORGANIZATION, "policy_id", "target_id"),
          new Kind("aws_organizations_account", ORGANIZATION, PARENT),
          new Kind("aws_organizations_organizational_unit", ORGANIZATION, PARENT),
          new Kind("aws_organizations_organization", ORGANIZATION, "enabled_policy_types"),
          new Kind(
              "aws_controltower_control",
              ORGANIZATION,
              "control_identifier",
              "target_identifier",
              "parameters"),
          new Kind(
              "aws_ssoadmin_account_assignment", PERMISSION_SET, "permission_set_arn", "target_id"),
          new Kind(
              "aws_ssoadmin_permission_set_inline_policy",
              PERMISSION_SET,
              "inline_policy",
              "permission_set_arn"),
          new Kind(
              "aws_ssoadmin_managed_policy_attachment",
              PERMISSION_SET,
              "managed_policy_arn",
              "permission_set_arn"),
          new Kind(
              "aws_ssoadmin_customer_managed_policy_attachment",
              PERMISSION_SET,
              "customer_managed_policy_reference",
              "permission_set_arn"),
          new Kind(
              "aws_ssoadmin_permissions_boundary_attachment",
              PERMISSION_SET,
              "permissions_boundary",
              "permission_set_arn"));

  private TerraformAssignments() {}

  /** A type of resource, what it does, and the members that decide. */
  private record Kind(String type, String does, List<String> members) {

    private Kind(String type, String does, String... members) {
      this(type, does, List.of(members));
    }

    /** A new account or unit has no keys and no members, and one that is removed has none more. */
    private boolean isAssignment() {
      return !members.equals(List.of(PARENT));
    }
  }

  /** Leaves out what a plan changes. */
  static void add(TerraformResources before, TerraformResources now, StateSketch sketch) {
    changed(before, now).forEach(sketch::leaveOut);
  }

  /** What differs between two sides, by its address. */
  static Map<String, Unresolved> changed(TerraformResources before, TerraformResources now) {
    Map<String, Unresolved> changed = new LinkedHashMap<>();
    addUnread(before, now, changed);
    for (Kind kind : KINDS) {
      Map<String, TerraformResource> old = byAddress(before.managed(kind.type()));
      Map<String, TerraformResource> next = byAddress(now.managed(kind.type()));
      Set<String> addresses = new LinkedHashSet<>(next.keySet());
      addresses.addAll(old.keySet());
      for (String address : addresses) {
        Optional<TerraformResource> was = Optional.ofNullable(old.get(address));
        Optional<TerraformResource> is = Optional.ofNullable(next.get(address));
        boolean isChanged =
            (was.isPresent() && is.isPresent())
                ? kind.members().stream().anyMatch(member -> differ(was.get(), is.get(), member))
                : kind.isAssignment();
        if (isChanged) {
          changed.put(address, is.or(() -> was).orElseThrow().because(kind.does()));
        }
      }
    }
    return changed;
  }

  private static Map<String, TerraformResource> byAddress(List<TerraformResource> resources) {
    Map<String, TerraformResource> found = new LinkedHashMap<>();
    resources.forEach(resource -> found.put(resource.address(), resource));
    return found;
  }

  /** Adds what sets policies in a form that is not read, if it is new, gone, or differs at all. */
  private static void addUnread(
      TerraformResources before, TerraformResources now, Map<String, Unresolved> changed) {
    Map<String, TerraformResource> old = byAddress(before.managed(TerraformIndirect::mayDecide));
    Map<String, TerraformResource> next = byAddress(now.managed(TerraformIndirect::mayDecide));
    next.forEach(
        (address, resource) -> {
          TerraformResource was = old.remove(address);
          boolean isChanged =
              was == null
                  ? !TerraformIndirect.is(resource) // a new one of these is left out itself
                  : resource.isOpen() || !content(was).equals(content(resource));
          if (isChanged) {
            changed.put(address, resource.because(UNREAD));
          }
        });
    old.forEach((address, gone) -> changed.put(address, gone.because(UNREAD)));
  }

  private static Optional<String> content(TerraformResource resource) {
    return resource.node().member("values").map(values -> new DocumentWriter(values).json());
  }

  private static boolean differ(TerraformResource was, TerraformResource is, String member) {
    return is.isOpen(member) || !content(was, member).equals(content(is, member));
  }

  private static Optional<String> content(TerraformResource resource, String member) {
    return resource.value(member).map(value -> new DocumentWriter(value).json());
  }
}
