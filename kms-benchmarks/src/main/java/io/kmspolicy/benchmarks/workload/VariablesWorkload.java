package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The population {@code variables}: one role, whose identity policy has policy variables in its
 * resources and in a condition on the encryption context, in the way of AWS's managed policies for
 * notebooks. Each key is used by sessions whose tag names it, and now and then by others.
 */
public final class VariablesWorkload {

  private static final long SEED = 20_261_125;
  private static final int ACCOUNT = 0;
  private static final int TENANTS = 50;
  private static final int KEYS_PER_STRANGER = 10;
  private static final String ACTION = "kms:Decrypt";

  private VariablesWorkload() {}

  /**
   * The population.
   *
   * @param keys how many keys, each with one request
   */
  public static Workload of(int keys) {
    Random random = new Random(SEED);
    Places places = new Places(random);
    PolicyText identity = identity();
    PolicyText keyPolicy = PolicyText.delegatingTo(Places.root(ACCOUNT));
    PrincipalEntry role =
        new PrincipalEntry(
            Caller.parse("arn:aws:sts::" + Places.account(ACCOUNT) + ":assumed-role/notebook/i-1")
                .takenLiterally(),
            PolicyLayer.of(identity.read()),
            PolicyLayer.none(),
            OrganizationLayer.none());
    List<KeyEntry> entries = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      KmsResource.Key key =
          new KmsResource.Key("aws", places.region(), Places.account(ACCOUNT), places.keyId());
      entries.add(
          new KeyEntry(
              key, PolicyLayer.of(keyPolicy.read()), GrantLayer.none(), OrganizationLayer.none()));
      boolean isStranger = i % KEYS_PER_STRANGER == KEYS_PER_STRANGER - 1;
      requests.add(new Request(0, i, ACTION, context(i, isStranger ? "none" : key.keyId())));
    }
    Collections.shuffle(requests, random);
    return new Workload(
        new Population(List.of(role), entries), List.of(identity, keyPolicy), requests);
  }

  private static PolicyText identity() {
    return PolicyText.of(
        PolicyType.IDENTITY,
        "notebook",
        List.of(
            StatementText.allow()
                .actions(ACTION, "kms:GenerateDataKey")
                .resources("arn:aws:kms:*:*:key/${aws:PrincipalTag/KmsKeyId}")
                .when("StringEquals", "kms:EncryptionContext:tenant", "${aws:PrincipalTag/tenant}"),
            StatementText.allow()
                .actions(ACTION)
                .resources("arn:aws:kms:*:*:key/${aws:PrincipalAccount}-*"),
            StatementText.allow()
                .actions("kms:DescribeKey")
                .resources("arn:aws:kms:*:${aws:PrincipalAccount}:key/*")));
  }

  private static RequestContext context(int key, String keyId) {
    String tenant = "tenant-" + key % TENANTS;
    return RequestContext.builder()
        .put("kms:EncryptionContext:tenant", tenant)
        .put("aws:PrincipalTag/tenant", tenant)
        .put("aws:PrincipalTag/KmsKeyId", keyId)
        .put("aws:PrincipalAccount", Places.account(ACCOUNT))
        .build();
  }
}
