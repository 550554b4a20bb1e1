package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The key policies of the population {@code console}: each key has a policy of its own, as the
 * console of KMS writes it, with the account, administrators, users, and users that may create
 * grants for AWS services. A policy names three to ten roles of a pool. A role has two AWS managed
 * policies and two customer managed policies. There is one request per key, by one of its users.
 */
public final class ConsoleWorkload {

  private static final long SEED = 20_261_125;
  private static final int ACCOUNT = 0;
  private static final int ROLES = 500;
  private static final int MIN_NAMED = 3;
  private static final int MAX_NAMED = 10;
  private static final int MANAGED = 2;

  private static final String[] ADMINISTRATION = {
    "kms:Create*",
    "kms:Describe*",
    "kms:Enable*",
    "kms:List*",
    "kms:Put*",
    "kms:Update*",
    "kms:Revoke*",
    "kms:Disable*",
    "kms:Get*",
    "kms:Delete*",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:ScheduleKeyDeletion",
    "kms:CancelKeyDeletion",
    "kms:RotateKeyOnDemand"
  };

  private final int roles;
  private final Random random;
  private final Places places;

  private ConsoleWorkload(int roles, long seed) {
    this.roles = roles;
    this.random = new Random(seed);
    this.places = new Places(random);
  }

  /**
   * The population.
   *
   * @param keys how many keys
   */
  public static Workload of(int keys) {
    return workload(keys);
  }

  /** Receives the keys of a population, one after the other. */
  @FunctionalInterface
  public interface Keys {
    /**
     * Receives a key.
     *
     * @param number the number of the key
     * @param user the number of a role that may use it
     */
    void accept(int number, int user, KeyEntry entry);
  }

  /** The roles of the population. */
  public static List<PrincipalEntry> roles() {
    List<NamedPolicy> managed = ManagedWorkload.allowing().stream().map(PolicyText::read).toList();
    return IntStream.range(0, ROLES).mapToObj(number -> role(number, managed)).toList();
  }

  /**
   * Passes the keys of the population to a receiver. This class keeps none, so that a population
   * may be larger than a heap with its documents.
   *
   * @param keys how many keys
   */
  public static void forEachKey(int keys, Keys receiver) {
    forEachKey(ROLES, keys, receiver);
  }

  /** The same with key policies that name roles of a pool of another size. */
  static void forEachKey(int roles, int keys, Keys receiver) {
    new ConsoleWorkload(roles, SEED).generate(keys, text -> {}, receiver);
  }

  /**
   * A key with a policy that is most probably unlike all others.
   *
   * @param seed the seed of the random numbers
   */
  public static KeyEntry another(int seed) {
    List<KeyEntry> entries = new ArrayList<>();
    new ConsoleWorkload(ROLES, SEED + 1 + seed)
        .generate(1, text -> {}, (number, user, entry) -> entries.add(entry));
    return entries.get(0);
  }

  private static Workload workload(int keys) {
    List<KeyEntry> entries = new ArrayList<>();
    List<PolicyText> texts = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    texts.addAll(ManagedWorkload.allowing());
    for (int role = 0; role < ROLES; role++) {
      texts.add(bucketPolicy(role));
      texts.add(tablePolicy(role));
    }
    new ConsoleWorkload(ROLES, SEED)
        .generate(
            keys,
            texts::add,
            (number, user, entry) -> {
              entries.add(entry);
              requests.add(new Request(user, number, "kms:Decrypt", RequestContext.empty()));
            });
    return new Workload(new Population(roles(), entries), texts, requests);
  }

  private void generate(int keys, Consumer<PolicyText> texts, Keys receiver) {
    for (int i = 0; i < keys; i++) {
      List<Integer> named = named();
      PolicyText text = keyPolicy(named);
      texts.accept(text);
      KeyEntry entry =
          new KeyEntry(
              new KmsResource.Key("aws", places.region(), Places.account(ACCOUNT), places.keyId()),
              PolicyLayer.of(text.read()),
              GrantLayer.none(),
              OrganizationLayer.none());
      receiver.accept(i, named.get(named.size() - 1), entry);
    }
  }

  private static String name(int role) {
    return "app-" + role;
  }

  /** The ARN of a role of the pool. */
  static String roleArn(int role) {
    return "arn:aws:iam::" + Places.account(ACCOUNT) + ":role/" + name(role);
  }

  private static PrincipalEntry role(int number, List<NamedPolicy> managed) {
    List<NamedPolicy> policies = new ArrayList<>();
    for (int i = 0; i < MANAGED; i++) {
      policies.add(managed.get((number * MANAGED + i) % managed.size()));
    }
    policies.add(bucketPolicy(number).read());
    policies.add(tablePolicy(number).read());
    return new PrincipalEntry(
        Caller.parse(roleArn(number)),
        PolicyLayer.of(policies.toArray(NamedPolicy[]::new)),
        PolicyLayer.none(),
        OrganizationLayer.none());
  }

  /** A customer managed policy without actions of KMS. */
  static PolicyText bucketPolicy(int role) {
    return PolicyText.of(
        PolicyType.IDENTITY,
        "bucket",
        List.of(
            StatementText.allow()
                .actions("s3:GetObject", "s3:PutObject")
                .resources("arn:aws:s3:::" + name(role) + "/*")));
  }

  /** A customer managed policy that allows the use of keys by DynamoDB only. */
  static PolicyText tablePolicy(int role) {
    return PolicyText.of(
        PolicyType.IDENTITY,
        "table",
        List.of(
            StatementText.allow()
                .actions("kms:Decrypt", "kms:DescribeKey")
                .resources("arn:aws:kms:*:" + Places.account(ACCOUNT) + ":key/*")
                .when("StringLike", "kms:ViaService", "dynamodb.*.amazonaws.com"),
            StatementText.allow()
                .actions("dynamodb:GetItem", "dynamodb:PutItem")
                .resources("arn:aws:dynamodb:*:*:table/" + name(role))));
  }

  private List<Integer> named() {
    int count = MIN_NAMED + random.nextInt(MAX_NAMED - MIN_NAMED + 1);
    Set<Integer> named = new LinkedHashSet<>();
    while (named.size() < count) {
      named.add(random.nextInt(roles));
    }
    return List.copyOf(named);
  }

  /** The first role administers the key, the others use it. */
  private static PolicyText keyPolicy(List<Integer> roles) {
    String[] arns = roles.stream().map(ConsoleWorkload::roleArn).toArray(String[]::new);
    String[] users = Arrays.copyOfRange(arns, 1, arns.length);
    return PolicyText.of(
        PolicyType.KEY,
        "default",
        List.of(
            StatementText.allow()
                .sid("Enable IAM User Permissions")
                .principals(Places.root(ACCOUNT))
                .actions("kms:*")
                .resources("*"),
            StatementText.allow()
                .sid("Allow access for Key Administrators")
                .principals(arns[0])
                .actions(ADMINISTRATION)
                .resources("*"),
            StatementText.allow()
                .sid("Allow use of the key")
                .principals(users)
                .actions(
                    "kms:Encrypt",
                    "kms:Decrypt",
                    "kms:ReEncrypt*",
                    "kms:GenerateDataKey*",
                    "kms:DescribeKey")
                .resources("*"),
            StatementText.allow()
                .sid("Allow attachment of persistent resources")
                .principals(users)
                .actions("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant")
                .resources("*")
                .when("Bool", "kms:GrantIsForAWSResource", "true")));
  }
}
