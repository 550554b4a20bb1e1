package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Writes the key policies and contexts of the hostile shapes. */
final class HostilePolicies {

  static final String CALLER = "arn:aws:iam::111122223333:user/app";
  static final String PAIR = "kms:EncryptionContext:";

  /** The length of the longest value: an encryption context has at most 8,192 bytes. */
  static final int VALUE = 8_180;

  /** The number of contexts of each shape. */
  static final int CONTEXTS = 16;

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static final String TAG = "aws:PrincipalTag/";
  private static final String TENANT = PAIR + "tenant";
  private static final int TESTS = 150;
  private static final int PAIR_TESTS = 80;

  private HostilePolicies() {}

  /**
   * The parts in which shapes differ.
   *
   * @param statements the statements of the key policy
   * @param grants the grants on the key
   * @param contexts the contexts of the requests
   */
  record Parts(List<StatementText> statements, List<Grant> grants, List<RequestContext> contexts) {

    Parts(List<StatementText> statements, IntFunction<RequestContext> contexts) {
      this(statements, List.of(), IntStream.range(0, CONTEXTS).mapToObj(contexts).toList());
    }
  }

  static HostileCase assemble(Parts parts, GrantLayer grants) {
    PolicyText text = PolicyText.of(PolicyType.KEY, "key policy", parts.statements());
    return new HostileCase(
        Caller.parse(CALLER),
        (KmsResource.Key) KmsResource.parse(KEY),
        new PrincipalPolicies(
            PolicyLayer.none(),
            PolicyLayer.none(),
            PolicyLayer.none(),
            OrganizationLayer.none(),
            PolicyLayer.none()),
        new KeyPolicies(
            PolicyLayer.of(text.read()), grants, OrganizationLayer.none(), KeyManager.CUSTOMER),
        text.json(),
        parts.contexts());
  }

  private static StatementText allow(int number) {
    return decrypt(StatementText.allow().sid("allow" + number));
  }

  private static StatementText deny(int number) {
    return decrypt(StatementText.deny().sid("deny" + number));
  }

  private static StatementText decrypt(StatementText statement) {
    return statement.principals(CALLER).actions("kms:Decrypt").resources("*");
  }

  static List<String> shortValues() {
    return IntStream.range(0, CONTEXTS).mapToObj(i -> "tenant-" + i).toList();
  }

  /** Values of the greatest length that differ in their last characters. */
  static List<String> longValues(char filling) {
    return IntStream.range(0, CONTEXTS)
        .mapToObj(i -> String.valueOf(filling).repeat(VALUE - 2) + (char) ('a' + i))
        .toList();
  }

  /** The caller's tag names the tenant, and the encryption context must name the same. */
  static Parts tenant(int number, List<String> values, boolean known) {
    String tag = TAG + "tenant" + number;
    StatementText statement = allow(number).when("StringEquals", TENANT, "${" + tag + "}");
    return new Parts(
        List.of(statement),
        i -> {
          RequestContext.Builder context = RequestContext.builder().put(TENANT, values.get(i));
          return known ? context.put(tag, "tenant-" + i).build() : context.unknown(tag).build();
        });
  }

  static Parts manyTests(int number) {
    List<StatementText> statements = new ArrayList<>();
    for (int i = 0; i < TESTS; i++) {
      statements.add(
          (i % 3 == 0 ? StatementText.deny() : StatementText.allow())
              .everybody()
              .actions("kms:Decrypt")
              .resources("*")
              .when("StringEquals", TAG + "t" + i, "v" + number));
    }
    return new Parts(
        statements,
        i -> RequestContext.builder().put("aws:username", "" + i).unknown(TAG + "*").build());
  }

  static Parts arnPatterns(int number) {
    String[] patterns = new String[600];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = "arn:aws:iam::%012d:role/%d-*".formatted(i, number);
    }
    return new Parts(
        List.of(allow(number).when("ArnLike", "aws:PrincipalArn", patterns)),
        i -> unknown("aws:PrincipalArn", i));
  }

  static Parts addresses(int number) {
    String[] addresses = new String[1_000];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] =
          "%d.%d.%d.%d/32".formatted(11 + number / 250 % 200, number % 250, i / 250, i % 250);
    }
    return new Parts(
        List.of(
            allow(number).when("IpAddress", "aws:SourceIp", addresses),
            deny(number).when("StringNotEquals", "aws:SourceIp", "10.0.0.1")),
        i -> unknown("aws:SourceIp", i));
  }

  static Parts tagValues(int number) {
    String[] allowed = new String[1_500];
    String[] denied = new String[1_500];
    for (int i = 0; i < allowed.length; i++) {
      String name = Integer.toString(number % 46_000, Character.MAX_RADIX) + "-";
      allowed[i] = name + i;
      denied[i] = name + (allowed.length + i);
    }
    return new Parts(
        List.of(
            allow(number).when("StringEquals", TAG + "team", allowed),
            deny(number).when("StringEquals", TAG + "team", denied)),
        i -> unknown(TAG + "team", i));
  }

  private static RequestContext unknown(String key, int number) {
    return RequestContext.builder().put("aws:username", "user-" + number).unknown(key).build();
  }

  /** Patterns of one pair, against values of the letter that they contain most. */
  static Parts patterns(int number, List<String> endings, int count) {
    String[] patterns = new String[count];
    for (int i = 0; i < count; i++) {
      patterns[i] = endings.get(i % endings.size()) + "-" + number + "-" + i;
    }
    List<String> values = longValues('a');
    return new Parts(
        List.of(allow(number).when("StringLike", TENANT, patterns)),
        i -> RequestContext.builder().put(TENANT, values.get(i)).build());
  }

  static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
  }

  /** Names with one hash code: {@code "ao"} and {@code "c1"} have the same. */
  static List<String> collidingNames(int doublings) {
    List<String> names = List.of("");
    for (int i = 0; i < doublings; i++) {
      List<String> longer = new ArrayList<>();
      names.forEach(name -> longer.addAll(List.of(name + "ao", name + "c1")));
      names = longer;
    }
    return names;
  }

  static Parts pairs(int number, List<String> names) {
    List<StatementText> statements = new ArrayList<>();
    for (int i = 0; i < PAIR_TESTS; i++) {
      statements.add(
          decrypt(StatementText.allow())
              .when("StringEquals", PAIR + names.get(names.size() - 1 - i), "v" + number));
    }
    return new Parts(
        statements,
        i -> {
          RequestContext.Builder context = RequestContext.builder();
          names.forEach(name -> context.put(PAIR + name, "w" + i));
          return context.build();
        });
  }

  /** No statement allows anything, so only the grants do. */
  static Parts granted(HostileGrants grants) {
    return new Parts(
        List.of(deny(0).when("Bool", "aws:SecureTransport", "false")),
        grants.grants(),
        grants.contexts());
  }
}
