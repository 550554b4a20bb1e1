package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.OrganizationLayer.Level;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The populations {@code statements}, {@code conditions} and {@code wildcards}: one role, whose
 * identity policies have one statement per key, and some Deny statements. In {@code wildcards}, a
 * quarter of the statements each has a wildcard as Region, at the start of the key id, around a
 * part of it, and as account; in the others, three quarters are for the ARN of the key and one
 * quarter is for a prefix. All other layers are present and allow everything. There is one request
 * per key, in random order.
 */
public final class StatementsWorkload {

  private static final long SEED = 20_261_124;
  private static final int STATEMENTS_PER_DOCUMENT = 10;
  private static final int KEYS_PER_DENY = 100;
  private static final int TENANTS = 50;
  private static final int HOME = 0;
  private static final String ACTION = "kms:Decrypt";

  private final Shape shape;
  private final Random random = new Random(SEED);
  private final Places places = new Places(random);
  private final List<PolicyText> texts = new ArrayList<>();

  /** What the statements look like. */
  private enum Shape {
    PLAIN,
    GUARDED,
    WILDCARDS
  }

  private StatementsWorkload(Shape shape) {
    this.shape = shape;
  }

  /**
   * The population {@code statements}: no conditions.
   *
   * @param statements how many Allow statements, each about a key of its own
   */
  public static Workload plain(int statements) {
    return new StatementsWorkload(Shape.PLAIN).generate(statements);
  }

  /**
   * The population {@code conditions}: every statement has three condition tests.
   *
   * @param statements how many Allow statements, each about a key of its own
   */
  public static Workload guarded(int statements) {
    return new StatementsWorkload(Shape.GUARDED).generate(statements);
  }

  /**
   * The population {@code wildcards}: no conditions, and a wildcard in each resource.
   *
   * @param statements how many Allow statements, each about a key of its own
   */
  public static Workload wildcards(int statements) {
    return new StatementsWorkload(Shape.WILDCARDS).generate(statements);
  }

  private Workload generate(int statements) {
    List<KmsResource.Key> keys = new ArrayList<>();
    List<Integer> accounts = new ArrayList<>();
    for (int i = 0; i < statements; i++) {
      int account = random.nextInt(Places.ACCOUNTS);
      accounts.add(account);
      keys.add(
          new KmsResource.Key("aws", places.region(), Places.account(account), places.keyId()));
    }
    PrincipalEntry role = role(identityPolicies(keys));
    List<KeyEntry> entries = keyEntries(keys, accounts);
    return new Workload(new Population(List.of(role), entries), texts, requests(statements));
  }

  private PolicyLayer identityPolicies(List<KmsResource.Key> keys) {
    List<StatementText> statements = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      statements.add(statement(StatementText.allow(), i, pattern(keys.get(i), i % 4)));
    }
    int denies = Math.max(1, keys.size() / KEYS_PER_DENY);
    for (int i = 0; i < denies; i++) {
      int denied = random.nextInt(keys.size());
      statements.add(statement(StatementText.deny(), denied, keys.get(denied).arn()));
    }
    List<NamedPolicy> policies = new ArrayList<>();
    for (int from = 0; from < statements.size(); from += STATEMENTS_PER_DOCUMENT) {
      int to = Math.min(from + STATEMENTS_PER_DOCUMENT, statements.size());
      String name = "identity-" + from / STATEMENTS_PER_DOCUMENT;
      policies.add(read(PolicyType.IDENTITY, name, statements.subList(from, to)));
    }
    return new PolicyLayer.Attached(policies);
  }

  private String pattern(KmsResource.Key key, int quarter) {
    String arn = key.arn();
    if (shape == Shape.WILDCARDS) {
      return wildcard(key, quarter);
    }
    return quarter == 3 ? arn.substring(0, arn.indexOf('-', arn.indexOf("key/")) + 1) + "*" : arn;
  }

  private static String wildcard(KmsResource.Key key, int quarter) {
    String id = key.keyId();
    String arn = key.arn();
    return switch (quarter) {
      case 0 -> arn.replace(key.region(), "*");
      case 1 -> arn.replace(id, "*" + id.substring(id.lastIndexOf('-') + 1));
      case 2 -> arn.replace(id, "*" + id.substring(id.indexOf('-'), id.lastIndexOf('-')) + "*");
      default -> arn.replace(key.accountId(), "*");
    };
  }

  private StatementText statement(StatementText statement, int key, String resource) {
    statement.actions(ACTION, "kms:GenerateDataKey", "kms:DescribeKey").resources(resource);
    return shape == Shape.GUARDED ? guard(statement, key) : statement;
  }

  private static StatementText guard(StatementText statement, int key) {
    return statement
        .when("StringEquals", "kms:EncryptionContext:tenant", tenant(key))
        .when(
            "IpAddress",
            "aws:SourceIp",
            "192.0.2.0/25",
            "198.51.100.0/24",
            "2001:db8:1234::/48",
            "203.0.113.0/24")
        .when("StringLike", "aws:PrincipalTag/project", "${aws:PrincipalTag/team}-*");
  }

  private static String tenant(int key) {
    return "tenant-" + key % TENANTS;
  }

  private PrincipalEntry role(PolicyLayer identity) {
    NamedPolicy fullAccess =
        read(
            PolicyType.SERVICE_CONTROL,
            "FullAWSAccess",
            List.of(StatementText.allow().actions("*").resources("*")));
    NamedPolicy boundary =
        read(
            PolicyType.PERMISSIONS_BOUNDARY,
            "boundary",
            List.of(StatementText.allow().actions("kms:*", "s3:*").resources("*")));
    return new PrincipalEntry(
        Caller.parse("arn:aws:sts::" + Places.account(HOME) + ":assumed-role/app/i-0abc")
            .takenLiterally(),
        identity,
        PolicyLayer.of(boundary),
        OrganizationLayer.of(
            new Level("r-root", List.of(fullAccess)),
            new Level("ou-apps", List.of(fullAccess)),
            new Level(Places.account(HOME), List.of(fullAccess))));
  }

  private List<KeyEntry> keyEntries(List<KmsResource.Key> keys, List<Integer> accounts) {
    NamedPolicy fullAccess =
        read(
            PolicyType.RESOURCE_CONTROL,
            "RCPFullAWSAccess",
            List.of(StatementText.allow().everybody().actions("*").resources("*")));
    Map<Integer, PolicyText> keyPolicies = new HashMap<>();
    List<KeyEntry> entries = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      PolicyText policy = keyPolicies.computeIfAbsent(accounts.get(i), this::keyPolicy);
      entries.add(
          new KeyEntry(
              keys.get(i),
              PolicyLayer.of(policy.read()),
              GrantLayer.none(),
              OrganizationLayer.of(
                  new Level("r-root", List.of(fullAccess)),
                  new Level(Places.account(accounts.get(i)), List.of(fullAccess)))));
    }
    return entries;
  }

  /** Delegates the key to the identity policies of its own account and of the role's account. */
  private PolicyText keyPolicy(int account) {
    String[] roots =
        account == HOME
            ? new String[] {Places.root(HOME)}
            : new String[] {Places.root(account), Places.root(HOME)};
    PolicyText text =
        PolicyText.of(
            PolicyType.KEY,
            "key-policy",
            List.of(StatementText.allow().principals(roots).actions("kms:*").resources("*")));
    texts.add(text);
    return text;
  }

  private NamedPolicy read(PolicyType type, String name, List<StatementText> statements) {
    PolicyText text = PolicyText.of(type, name, statements);
    texts.add(text);
    return text.read();
  }

  private List<Request> requests(int keys) {
    List<RequestContext> contexts = new ArrayList<>();
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      contexts.add(context(tenant));
    }
    List<Request> requests = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      requests.add(new Request(0, key, ACTION, contexts.get(key % TENANTS)));
    }
    Collections.shuffle(requests, random);
    return requests;
  }

  /** A context in which the conditions of all statements of the tenant hold. */
  private static RequestContext context(int tenant) {
    return RequestContext.builder()
        .put("kms:EncryptionContext:tenant", tenant(tenant))
        .put("aws:SourceIp", "203.0.113." + (tenant + 1))
        .put("aws:PrincipalTag/team", "payments")
        .put("aws:PrincipalTag/project", "payments-ledger")
        .put("aws:SecureTransport", "true")
        .build();
  }
}
