package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Roles and keys of which each has a condition test of its own, so that no two pairs of a role and
 * a key have equal rows.
 */
public final class OwnTestsWorkload {

  private static final long SEED = 20_261_126;
  private static final int ACCOUNT = 0;

  private OwnTestsWorkload() {}

  /** The population, without requests. */
  public static Population of(int roles, int keys) {
    Places places = new Places(new Random(SEED));
    return new Population(
        IntStream.range(0, roles).mapToObj(OwnTestsWorkload::role).toList(),
        IntStream.range(0, keys).mapToObj(number -> key(number, places)).toList());
  }

  private static PrincipalEntry role(int number) {
    PolicyText identity =
        PolicyText.of(
            PolicyType.IDENTITY,
            "use",
            List.of(
                StatementText.allow()
                    .actions("kms:*")
                    .resources("*")
                    .when("StringEquals", "aws:PrincipalTag/team", "team-" + number)));
    return new PrincipalEntry(
        Caller.parse("arn:aws:iam::" + Places.account(ACCOUNT) + ":role/app-" + number),
        PolicyLayer.of(identity.read()),
        PolicyLayer.none(),
        OrganizationLayer.none());
  }

  private static KeyEntry key(int number, Places places) {
    PolicyText policy =
        PolicyText.of(
            PolicyType.KEY,
            "key-policy",
            List.of(
                StatementText.allow()
                    .principals(Places.root(ACCOUNT))
                    .actions("kms:*")
                    .resources("*")
                    .when("StringEquals", "kms:EncryptionContext:key", "key-" + number)));
    return new KeyEntry(
        new KmsResource.Key("aws", places.region(), Places.account(ACCOUNT), places.keyId()),
        PolicyLayer.of(policy.read()),
        GrantLayer.none(),
        OrganizationLayer.none());
  }
}
