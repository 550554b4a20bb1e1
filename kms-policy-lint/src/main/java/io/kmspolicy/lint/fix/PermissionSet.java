package io.kmspolicy.lint.fix;

import io.kmspolicy.model.request.Caller;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The permission set of IAM Identity Center from which a role is made. IAM refuses changes of the
 * role's own policies, and a role that is made again has another id, so that a key policy names it
 * by its name.
 *
 * @param name the name of the permission set
 * @see <a
 *     href="https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html">
 *     Referencing permission sets in resource policies</a>
 */
record PermissionSet(String name) {

  private static final Pattern ROLE = Pattern.compile("AWSReservedSSO_(.+)_[0-9a-f]{16}");

  /** The permission set of a caller; empty if its role is none of IAM Identity Center. */
  static Optional<PermissionSet> of(Caller.RoleCaller role) {
    boolean isElsewhere =
        role.path() instanceof Caller.RolePath.Known path
            && !path.text().startsWith("/aws-reserved/");
    Matcher parts = ROLE.matcher(role.roleName());
    return isElsewhere || !parts.matches()
        ? Optional.empty()
        : Optional.of(new PermissionSet(parts.group(1)));
  }

  /** Where to change what the role may do. */
  String text() {
    return "the role is made by IAM Identity Center, and cannot be changed itself: change the"
        + " permission set `"
        + name
        + "`, and provision it again";
  }
}
