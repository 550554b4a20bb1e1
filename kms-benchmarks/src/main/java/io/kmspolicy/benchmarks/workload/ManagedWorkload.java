package io.kmspolicy.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * AWS managed policies that name KMS, with their statements for it, each attached to a role of its
 * own, and one key. There is one request per role.
 */
public final class ManagedWorkload {

  private static final String RESOURCE = "/managed-policies.json";
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private ManagedWorkload() {}

  /** The population. */
  public static Workload create() {
    List<PolicyText> texts = texts();
    List<PrincipalEntry> roles = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (PolicyText text : texts) {
      requests.add(new Request(roles.size(), 0, "kms:Decrypt", RequestContext.empty()));
      String role = "arn:aws:sts::111122223333:assumed-role/role-" + roles.size() + "/i-1";
      roles.add(
          new PrincipalEntry(
              Caller.parse(role).takenLiterally(),
              PolicyLayer.of(text.read()),
              PolicyLayer.none(),
              OrganizationLayer.none()));
    }
    PolicyText keyPolicy = PolicyText.delegatingTo("arn:aws:iam::111122223333:root");
    KeyEntry key =
        new KeyEntry(
            (KmsResource.Key) KmsResource.parse(KEY),
            PolicyLayer.of(keyPolicy.read()),
            GrantLayer.none(),
            OrganizationLayer.none());
    return new Workload(new Population(roles, List.of(key)), texts, requests);
  }

  /** The texts of the policies without a Deny statement, as most roles have them. */
  static List<PolicyText> allowing() {
    return texts().stream().filter(ManagedWorkload::allowsOnly).toList();
  }

  private static boolean allowsOnly(PolicyText text) {
    return text.read().document().statements().stream()
        .allMatch(statement -> statement.effect() == Effect.ALLOW);
  }

  /** The statements that concern KMS, of a policy for other services, too. */
  private static JsonNode document(JsonNode statements) {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
    ArrayNode kept = document.putArray("Statement");
    for (JsonNode statement : statements) {
      kept.add(((ObjectNode) statement.deepCopy()).without("otherActionsDropped"));
    }
    return document;
  }

  private static PolicyText text(JsonNode policy, JsonNode document) {
    return new PolicyText(
        PolicyType.IDENTITY, policy.get("name").asText(), document.toPrettyString());
  }

  /** The texts of all policies, with their statements for KMS only. */
  public static List<PolicyText> texts() {
    try (InputStream in =
        Objects.requireNonNull(ManagedWorkload.class.getResourceAsStream(RESOURCE))) {
      List<PolicyText> texts = new ArrayList<>();
      JsonNode facts = new ObjectMapper().readTree(in);
      for (JsonNode policy : facts.get("policies")) {
        texts.add(text(policy, policy.get("document")));
      }
      for (JsonNode policy : facts.get("otherPoliciesWithKmsStatements")) {
        texts.add(text(policy, document(policy.get("kmsStatements"))));
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
