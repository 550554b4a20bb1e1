package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The population {@code real}: roles with the managed policies that AWS writes, and keys with the
 * key policies that the console of KMS writes, which name three to ten of the roles.
 *
 * <p>A role has three of all AWS managed policies that name KMS, with their statements for it, and
 * two customer managed policies. One in thirteen of the managed policies compares the name of the
 * key with a tag of the caller. The customer managed policies of two roles of five name keys, as
 * roles of one application do; those of the others allow the use of the account's keys by DynamoDB.
 */
public final class RealFleet {

  private static final long SEED = 20_261_202;
  private static final int MIN_ROLES = 10;
  private static final int MAX_ROLES = 2_000;
  private static final int KEYS_PER_ROLE = 20;
  private static final int MANAGED = 3;
  private static final int OWN_KEYS = 3;

  private static final int CYCLE = 5;
  private static final int NAME_KEYS = 2;

  private static final String DESCRIBE = "kms:DescribeKey";

  private final Population population;

  /** How the roles and keys of requests are drawn. */
  public enum Draw {
    /** By Zipf's law over roles and over keys. */
    ZIPF(20_261_203),
    /** All roles and all keys alike: hardly any pair comes twice before all were asked. */
    EVEN(20_261_204);

    private final long seed;

    Draw(long seed) {
      this.seed = seed;
    }
  }

  private RealFleet(Population population) {
    this.population = population;
  }

  /**
   * The population with so many keys, and one role for every twenty keys, but at most 2,000: 500
   * roles for 10,000 keys, and 2,000 for 100,000.
   */
  public static RealFleet of(int keys) {
    Random random = new Random(SEED);
    int count = Math.min(MAX_ROLES, Math.max(MIN_ROLES, keys / KEYS_PER_ROLE));
    List<KeyEntry> entries = new ArrayList<>(keys);
    ConsoleWorkload.forEachKey(count, keys, (number, user, entry) -> entries.add(entry));
    List<NamedPolicy> managed = ManagedWorkload.texts().stream().map(PolicyText::read).toList();
    List<PrincipalEntry> roles = new ArrayList<>(count);
    for (int role = 0; role < count; role++) {
      roles.add(role(role, policies(role, managed, entries, random)));
    }
    return new RealFleet(new Population(roles, entries));
  }

  /** The roles and keys. */
  public Population population() {
    return population;
  }

  private static PrincipalEntry role(int number, List<NamedPolicy> policies) {
    return new PrincipalEntry(
        Caller.parse(ConsoleWorkload.roleArn(number)),
        PolicyLayer.of(policies.toArray(NamedPolicy[]::new)),
        PolicyLayer.none(),
        OrganizationLayer.none());
  }

  private static List<NamedPolicy> policies(
      int role, List<NamedPolicy> managed, List<KeyEntry> keys, Random random) {
    Set<Integer> drawn = new LinkedHashSet<>();
    while (drawn.size() < MANAGED) {
      drawn.add(random.nextInt(managed.size()));
    }
    List<NamedPolicy> all = new ArrayList<>();
    drawn.forEach(number -> all.add(managed.get(number)));
    all.add(ConsoleWorkload.bucketPolicy(role).read());
    PolicyText own =
        role % CYCLE < NAME_KEYS ? keysPolicy(keys, random) : ConsoleWorkload.tablePolicy(role);
    all.add(own.read());
    return all;
  }

  /** A customer managed policy that allows the use of a few keys. */
  private static PolicyText keysPolicy(List<KeyEntry> keys, Random random) {
    List<String> arns = new ArrayList<>();
    for (int i = 0; i < OWN_KEYS; i++) {
      arns.add(keys.get(random.nextInt(keys.size())).key().arn());
    }
    return PolicyText.of(
        PolicyType.IDENTITY,
        "keys",
        List.of(
            StatementText.allow()
                .actions("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", DESCRIBE)
                .resources(arns)));
  }

  /**
   * The population with requests: 60 % {@code kms:Decrypt}, 25 % {@code kms:GenerateDataKey}, 10 %
   * {@code kms:Encrypt}, 5 % {@code kms:DescribeKey}.
   */
  public Workload requests(Draw draw, int count) {
    Random random = new Random(draw.seed);
    IntSupplier role = ranks(draw, population.principals().size(), random);
    IntSupplier key = ranks(draw, population.keys().size(), random);
    InterceptorContexts contexts = new InterceptorContexts();
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int on = key.getAsInt();
      String action = action(random);
      int tenant =
          action.equals(DESCRIBE)
              ? InterceptorContexts.NO_TENANT
              : random.nextInt(InterceptorContexts.TENANTS);
      requests.add(
          new Request(
              role.getAsInt(), on, action, contexts.of(population.keys().get(on).key(), tenant)));
    }
    return new Workload(population, List.of(), requests);
  }

  /** The roles and keys of a population are in no order, so that a rank is a number. */
  private static IntSupplier ranks(Draw draw, int count, Random random) {
    if (draw == Draw.EVEN) {
      return () -> random.nextInt(count);
    }
    return new Zipf(count, random)::next;
  }

  private static String action(Random random) {
    int percent = random.nextInt(100);
    if (percent < 60) {
      return "kms:Decrypt";
    }
    if (percent < 85) {
      return "kms:GenerateDataKey";
    }
    return percent < 95 ? "kms:Encrypt" : DESCRIBE;
  }
}
