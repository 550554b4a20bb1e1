package io.kmspolicy.directory;

import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicyLayer;
import java.util.Optional;

/**
 * What {@code aws iam get-role} or {@code aws iam get-user} prints about a role or user.
 *
 * @param arn the ARN with the path; empty if there is none
 * @param withoutFile the permissions boundary of a principal without a file for it: none if IAM
 *     described the principal without one, unknown if the description names one; empty if this is
 *     not the output of these commands, such as an entry of {@code list-roles}, which never has a
 *     boundary
 */
record PrincipalDescription(String arn, Optional<PolicyLayer> withoutFile) {

  static PrincipalDescription read(String text) throws JsonSyntaxException {
    JsonTree tree = JsonTree.parse(text);
    Optional<JsonTree> described = tree.member("Role").or(() -> tree.member("User"));
    String arn = described.orElse(tree).member("Arn").flatMap(JsonTree::string).orElse("");
    return new PrincipalDescription(
        arn, described.filter(PrincipalDescription::isWhole).map(PrincipalDescription::boundary));
  }

  /** These commands always print the date; a description by hand may leave out anything. */
  private static boolean isWhole(JsonTree described) {
    return described.member("CreateDate").isPresent();
  }

  private static PolicyLayer boundary(JsonTree described) {
    return described.member("PermissionsBoundary").isPresent()
        ? PolicyLayer.unknown()
        : PolicyLayer.none();
  }
}
