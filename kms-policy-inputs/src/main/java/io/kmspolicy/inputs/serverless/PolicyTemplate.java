package io.kmspolicy.inputs.serverless;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policy templates of SAM that are about a key of KMS. */
final class PolicyTemplate {

  /** The actions that a template allows with the key of its parameter {@code KeyId}. */
  private static final Map<String, List<String>> ACTIONS =
      Map.of(
          "KMSDecryptPolicy",
          List.of("kms:Decrypt"),
          "KMSEncryptPolicy",
          List.of("kms:Encrypt"),
          "KMSEncryptPolicy_v2",
          List.of(
              "kms:Encrypt",
              "kms:GenerateDataKey",
              "kms:GenerateDataKeyWithoutPlaintext",
              "kms:GenerateDataKeyPair",
              "kms:GenerateDataKeyPairWithoutPlaintext"));

  private PolicyTemplate() {}

  /** The document of a policy template with its parameters; empty if it is not known. */
  static Optional<SourceNode> of(Member template) {
    List<String> actions = ACTIONS.get(template.name());
    return actions == null
        ? Optional.empty()
        : template.value().member("KeyId").map(key -> document(actions, key));
  }

  /** The document that allows to decrypt with the key that has an id. */
  static SourceNode decrypt(SourceNode keyId) {
    return document(List.of("kms:Decrypt"), keyId);
  }

  private static SourceNode document(List<String> actions, SourceNode keyId) {
    Place place = keyId.place();
    List<SourceNode> names =
        actions.stream().<SourceNode>map(name -> Expression.text(name, place)).toList();
    SourceNode key =
        Expression.substituted(
            "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${keyId}",
            List.of(new Member("keyId", place, keyId)),
            place);
    Members statement =
        new Members(
            List.of(
                new Member("Effect", place, Expression.text("Allow", place)),
                new Member("Action", place, new Elements(names, place)),
                new Member("Resource", place, key)),
            place);
    return Expression.object("Statement", new Elements(List.of(statement), place), place);
  }
}
