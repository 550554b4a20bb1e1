package io.kmspolicy.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
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
 * AWS managed policies that concern KMS, those of the reader's tests, each attached to a role of
 * its own, and one key. There is one request per role.
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

  /** The policies without a population. */
  static List<NamedPolicy> policies() {
    return texts().stream().map(PolicyText::read).toList();
  }

  private static List<PolicyText> texts() {
    try (InputStream in =
        Objects.requireNonNull(ManagedWorkload.class.getResourceAsStream(RESOURCE))) {
      List<PolicyText> texts = new ArrayList<>();
      for (JsonNode policy : new ObjectMapper().readTree(in).get("policies")) {
        texts.add(
            new PolicyText(
                PolicyType.IDENTITY,
                policy.get("name").asText(),
                policy.get("document").toPrettyString()));
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
