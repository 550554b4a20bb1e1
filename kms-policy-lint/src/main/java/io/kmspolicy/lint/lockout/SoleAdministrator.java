package io.kmspolicy.lint.lockout;

import io.kmspolicy.lint.lockout.Administrators.Identities;
import io.kmspolicy.model.resource.Arn;
import java.util.Optional;

/** The only one who could change a key policy, if that is a role which others may take away. */
public final class SoleAdministrator {

  private static final String IDENTITY_CENTER = "role/aws-reserved/sso.amazonaws.com/";

  private SoleAdministrator() {}

  /**
   * Why the only administrator may be lost, as a sentence without a period; empty if there are
   * several, or if it is no role that the change deletes and none of IAM Identity Center.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html">AWS:
   *     Referencing permission sets in resource policies</a>
   */
  public static Optional<String> danger(Administrators administrators, PlannedPrincipals plan) {
    if (!(administrators instanceof Identities identities) || identities.principals().size() != 1) {
      return Optional.empty();
    }
    String arn = identities.principals().get(0);
    String deleting = plan.deleted().get(arn);
    if (deleting != null) {
      return Optional.of(
          "only `"
              + arn
              + "` could change the policy, and the same change deletes it, as `"
              + deleting
              + "`");
    }
    return Arn.parse(arn).filter(role -> role.resource().startsWith(IDENTITY_CENTER)).isPresent()
        ? Optional.of(
            "only `"
                + arn
                + "` could change the policy, a role that IAM Identity Center deletes with the last"
                + " assignment of its permission set, and makes anew under another name")
        : Optional.empty();
  }
}
