package io.kmspolicy.benchmarks;

import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Proofs that a change of policies allows nothing new. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProveBenchmark {

  private static final String ROOT =
      """
      {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*", "Resource": "*"}
      """;

  private static PolicyLayer layer(PolicyType type, String statements) {
    String text = "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}";
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  private static KmsResource.Key key(int number) {
    return new KmsResource.Key("aws", "us-west-2", "111122223333", "key-" + number);
  }

  /** Two key policies of ten statements; the second one allows a narrower list of services. */
  @State(Scope.Benchmark)
  public static class TenStatements {

    private PolicyState before = new PolicyState(Map.of(), Map.of());
    private PolicyState after = before;

    /** Parses the policies. */
    @Setup
    public void read() {
      before = state("s3.*");
      after = state("s3.us-*");
    }

    private static PolicyState state(String service) {
      StringBuilder statements = new StringBuilder(ROOT);
      for (int i = 1; i < 10; i++) {
        statements.append(
            """
            , {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/R%d"},
               "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*",
               "Condition": {"StringLike": {"kms:ViaService": "%s"},
                             "StringEquals": {"aws:PrincipalTag/team": "t%d"}}}
            """
                .formatted(i, service, i));
      }
      return PolicyState.ofKeyPolicy(
          key(1), layer(PolicyType.KEY, statements.toString()), GrantLayer.unknown());
    }
  }

  /** A fleet in which the identity policy of one role becomes narrower. */
  @State(Scope.Benchmark)
  public static class Fleet {

    private static final int ROLES = 300;
    private static final int KEYS = 1_000;

    private PolicyState before = new PolicyState(Map.of(), Map.of());
    private PolicyState after = before;

    /** Makes the policies. */
    @Setup
    public void make() {
      Map<Caller, PrincipalPolicies> callers = new HashMap<>();
      for (int i = 0; i < ROLES; i++) {
        callers.put(role(i), own("kms:*"));
      }
      Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
      for (int i = 0; i < KEYS; i++) {
        keys.put(
            key(i),
            new KeyPolicies(
                layer(PolicyType.KEY, ROOT),
                GrantLayer.none(),
                OrganizationLayer.none(),
                KeyManager.CUSTOMER));
      }
      before = new PolicyState(callers, keys);
      callers.put(role(7), own("kms:Decrypt"));
      after = new PolicyState(callers, keys);
    }

    private static Caller role(int number) {
      return Caller.parse("arn:aws:iam::111122223333:role/R" + number);
    }

    private static PrincipalPolicies own(String action) {
      String statement =
          "{\"Effect\": \"Allow\", \"Action\": \"" + action + "\", \"Resource\": \"*\"}";
      return new PrincipalPolicies(
          layer(PolicyType.IDENTITY, statement),
          PolicyLayer.none(),
          PolicyLayer.none(),
          OrganizationLayer.none(),
          PolicyLayer.none());
    }
  }

  /** A change of a key policy. */
  @Benchmark
  public Proof tenStatements(TenStatements policies) {
    return PolicyProver.create().noNewAccess(policies.before, policies.after);
  }

  /** A change of one role of a fleet. */
  @Benchmark
  public Proof fleetChange(Fleet fleet) {
    return PolicyProver.create().noNewAccess(fleet.before, fleet.after);
  }
}
