package io.kmspolicy.directory;

import io.kmspolicy.engine.facts.Tags;
import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicyLayer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code aws iam get-role} or {@code aws iam get-user} prints about a role or user.
 *
 * @param arn the ARN with the path; empty if there is none
 * @param withoutFile the permissions boundary of a principal without a file for it: none if IAM
 *     described the principal without one, unknown if the description names one; empty if this is
 *     not the output of these commands, such as an entry of {@code list-roles}, which never has a
 *     boundary
 * @param tags the tags in calls of the principal. Those of a user are complete in the output of
 *     {@code get-user}. A session of a role may have other values and further tags
 * @param uniqueId the unique id; empty if there is none of the form that AWS documents
 */
record PrincipalDescription(
    String arn, Optional<PolicyLayer> withoutFile, Tags tags, Optional<String> uniqueId) {

  private static final Pattern ROLE_ID = Pattern.compile("AROA[A-Z0-9]{12,124}");
  private static final Pattern USER_ID = Pattern.compile("AIDA[A-Z0-9]{12,124}");

  static PrincipalDescription read(String text) throws JsonSyntaxException {
    JsonTree tree = JsonTree.parse(text);
    Optional<JsonTree> user = tree.member("User");
    Optional<JsonTree> described = tree.member("Role").or(() -> user);
    String arn = described.orElse(tree).member("Arn").flatMap(JsonTree::string).orElse("");
    return new PrincipalDescription(
        arn,
        described.filter(PrincipalDescription::isWhole).map(PrincipalDescription::boundary),
        tags(described.orElse(tree), user.filter(PrincipalDescription::isWhole).isPresent()),
        arn.contains(":role/")
            ? uniqueId(described.orElse(tree), "RoleId", ROLE_ID)
            : uniqueId(described.orElse(tree), "UserId", USER_ID));
  }

  private static Optional<String> uniqueId(JsonTree described, String member, Pattern form) {
    return described
        .member(member)
        .flatMap(JsonTree::string)
        .filter(id -> form.matcher(id).matches());
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

  /** The tags; what cannot be read as a tag may be any. */
  private static Tags tags(JsonTree described, boolean whole) {
    List<JsonTree> listed = List.of();
    boolean complete = whole;
    Optional<JsonTree> member = described.member("Tags");
    if (member.isPresent()) {
      complete &= member.get() instanceof JsonTree.Elements;
      listed = member.get() instanceof JsonTree.Elements tags ? tags.elements() : List.of();
    }
    Map<String, String> values = new HashMap<>();
    for (JsonTree tag : listed) {
      Optional<String> key = tag.member("Key").flatMap(JsonTree::string);
      Optional<String> value = tag.member("Value").flatMap(JsonTree::string);
      complete &= key.isPresent() && value.isPresent();
      key.ifPresent(name -> values.put(name, value.orElse("")));
    }
    return new Tags(values, complete);
  }
}
