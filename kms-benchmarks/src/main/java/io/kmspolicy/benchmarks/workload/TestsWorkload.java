package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One role and one key with many tests of unknown condition keys: each statement of the role's
 * identity policy allows the use of the key under one test. There is one request.
 */
public final class TestsWorkload {

  private static final long SEED = 20_261_126;
  private static final int ACCOUNT = 0;
  private static final String ACTION = "kms:Decrypt";
  private static final String TAG = "aws:PrincipalTag/";

  private TestsWorkload() {}

  /**
   * The population.
   *
   * @param tests how many tests
   * @param keys how many condition keys they read, all of them unknown
   */
  public static Workload of(int tests, int keys) {
    Places places = new Places(new Random(SEED));
    List<StatementText> statements = new ArrayList<>();
    RequestContext.Builder context = RequestContext.builder();
    for (int i = 0; i < tests; i++) {
      statements.add(
          StatementText.allow()
              .actions(ACTION)
              .resources("*")
              .when("StringLike", TAG + "k" + i % keys, "team-" + i + "-*"));
    }
    for (int key = 0; key < keys; key++) {
      context.unknown(TAG + "k" + key);
    }
    PolicyText identity = PolicyText.of(PolicyType.IDENTITY, "tests", statements);
    PolicyText keyPolicy = PolicyText.delegatingTo(Places.root(ACCOUNT));
    PrincipalEntry role =
        new PrincipalEntry(
            Caller.parse("arn:aws:sts::" + Places.account(ACCOUNT) + ":assumed-role/app/i-1")
                .takenLiterally(),
            PolicyLayer.of(identity.read()),
            PolicyLayer.none(),
            OrganizationLayer.none());
    KeyEntry key =
        new KeyEntry(
            new KmsResource.Key("aws", places.region(), Places.account(ACCOUNT), places.keyId()),
            PolicyLayer.of(keyPolicy.read()),
            GrantLayer.none(),
            OrganizationLayer.none());
    return new Workload(
        new Population(List.of(role), List.of(key)),
        List.of(identity, keyPolicy),
        List.of(new Request(0, 0, ACTION, context.build())));
  }
}
