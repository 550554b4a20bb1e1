package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.proof.Words.Tested;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A pair of states over a vocabulary so small that all requests can be listed: every caller, action
 * and value of a key that the policies distinguish has a member in {@link AllRequests} or here.
 *
 * @param before the policies before the change
 * @param after the policies after the change
 * @param tested the keys that policies of the pair test
 * @param listsCallers whether the policies of a user and a role are known
 */
record SmallWorld(PolicyState before, PolicyState after, Set<String> tested, boolean listsCallers) {

  static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", Words.ACCOUNT, "1234abcd");
  static final String OTHER_ACCOUNT = "444455556666";
  static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  static final Caller APP = Caller.parse("arn:aws:iam::111122223333:role/App");
  private static final int MAX_KEYS = 2;

  /** The keys that every request of a user or role has (rule 6.11). */
  static final Set<String> ALWAYS =
      Set.of("aws:ViaAWSService", "aws:SecureTransport", "aws:CurrentTime", "aws:UserAgent");

  private static final List<String> ACTIONS =
      List.of("kms:Decrypt", "kms:Decrypt", "kms:Encrypt", "kms:DescribeK*", "kms:*");

  private static final List<PrincipalName> PRINCIPALS =
      List.of(
          new PrincipalName.Everyone(),
          new PrincipalName.Account("", Words.ACCOUNT),
          new PrincipalName.Account("", OTHER_ACCOUNT),
          new PrincipalName.User("aws", Words.ACCOUNT, "alice"),
          new PrincipalName.User("aws", OTHER_ACCOUNT, "bob"),
          new PrincipalName.Role("aws", Words.ACCOUNT, "App"),
          new PrincipalName.AssumedRoleSession("aws", Words.ACCOUNT, "App", "one"),
          new PrincipalName.FederatedUser("aws", Words.ACCOUNT, "fay"),
          new PrincipalName.Service("s3.amazonaws.com"));

  /** A key with all values that its tests distinguish. */
  private record Small(Tested tested, List<ContextValue> values) {
    static Small of(Tested tested, String... texts) {
      List<ContextValue> values = new ArrayList<>(List.of(ContextValue.absent()));
      for (String text : texts) {
        values.add(ContextValue.of(text));
      }
      return new Small(tested, values);
    }
  }

  /** The texts are in classes of `a`, `b`, `a*` and of texts alike but for letter case. */
  private static Small text(String key) {
    return Small.of(
        new Tested(key, Words.TEXTS, false, List.of("a", "b", "a*")),
        "",
        "a",
        "A",
        "b",
        "B",
        "ac",
        "a*",
        "A*",
        "c");
  }

  private static final List<Small> KEYS =
      List.of(
          text("aws:SourceVpce"),
          text("kms:ViaService"),
          text("kms:EncryptionContext:tenant"),
          text("aws:PrincipalTag/team"),
          Small.of(
              new Tested("aws:ViaAWSService", Words.FLAGS, false, List.of("true", "false")),
              "true",
              "false"),
          Small.of(
              new Tested("aws:SecureTransport", Words.FLAGS, false, List.of("true", "false")),
              "true",
              "false"),
          text("aws:UserAgent"),
          text("kms:KeySpec"),
          Small.of(
              new Tested(
                  "aws:CurrentTime",
                  List.of(Comparison.DATE_LESS_THAN, Comparison.DATE_GREATER_THAN),
                  false,
                  List.of("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")),
              "2025-01-01T00:00:00Z",
              "2026-01-01T00:00:00Z",
              "2026-06-01T00:00:00Z",
              "2027-01-01T00:00:00Z",
              "2028-01-01T00:00:00Z"),
          Small.of(
              new Tested("aws:MultiFactorAuthAge", Words.NUMBERS, false, List.of("5", "7")),
              "4",
              "5",
              "6",
              "7",
              "8"),
          Small.of(
              new Tested(
                  "aws:SourceIp", Words.ADDRESSES, false, List.of("10.0.0.0/8", "10.1.0.0/16")),
              "10.1.0.0",
              "10.2.0.0",
              "11.0.0.0"),
          new Small(
              new Tested("kms:EncryptionContextKeys", Words.TEXTS, true, List.of("tenant", "x")),
              sets("tenant", "TENANT", "x", "y")),
          new Small(
              new Tested("aws:TagKeys", Words.TEXTS, true, List.of("x", "y")),
              sets("x", "X", "y", "z")),
          Small.of(
              new Tested(
                  "aws:PrincipalArn",
                  Words.ARNS,
                  false,
                  List.of(
                      "arn:aws:iam::111122223333:role/App",
                      "arn:aws:iam::*:role/*",
                      "arn:aws:iam::*:user/al*",
                      "arn:aws:iam::111122223333:root"))),
          Small.of(
              new Tested(
                  "kms:CallerAccount",
                  List.of(Words.TEXTS.get(0), Words.TEXTS.get(2)),
                  false,
                  List.of(Words.ACCOUNT, OTHER_ACCOUNT))));

  /** Absence and all sets of texts, the empty set included. */
  private static List<ContextValue> sets(String... texts) {
    List<ContextValue> sets = new ArrayList<>(List.of(ContextValue.absent()));
    for (int bits = 0; bits < 1 << texts.length; bits++) {
      List<String> members = new ArrayList<>();
      for (int i = 0; i < texts.length; i++) {
        if ((bits >> i & 1) == 1) {
          members.add(texts[i]);
        }
      }
      sets.add(new ContextValue.Present(members));
    }
    return sets;
  }

  /** The values of a key; only absence for a key that the caller determines. */
  static List<ContextValue> values(String key) {
    return KEYS.stream()
        .filter(one -> one.tested().key().equals(key))
        .findFirst()
        .orElseThrow()
        .values();
  }

  /** A random pair that differs by one mutation. */
  static SmallWorld random(Random random) {
    List<Tested> tested = new ArrayList<>();
    for (int i = 1 + random.nextInt(MAX_KEYS); i > 0; i--) {
      tested.add(KEYS.get(random.nextInt(KEYS.size())).tested());
    }
    PolicyPairs pairs = new PolicyPairs(random, new Words(tested, PRINCIPALS, ACTIONS, true));
    int kind = random.nextInt(3);
    List<Statement> first = pairs.policy();
    List<Statement> own = pairs.policy();
    List<Statement> second = kind == 2 ? first : pairs.mutated(first).statements();
    List<Statement> changed = kind == 2 ? pairs.mutated(own).statements() : own;
    boolean listsCallers = kind > 0;
    PolicyState one = listsCallers ? directory(first, own) : keyPolicy(first);
    PolicyState other = listsCallers ? directory(second, changed) : keyPolicy(second);
    boolean forward = random.nextBoolean();
    return new SmallWorld(
        forward ? one : other,
        forward ? other : one,
        listsCallers ? read(first, second, own, changed) : read(first, second),
        listsCallers);
  }

  /** The keys that statements read. */
  @SafeVarargs
  private static Set<String> read(List<Statement>... policies) {
    Set<String> names = new TreeSet<>();
    for (List<Statement> policy : policies) {
      for (Statement statement : policy) {
        for (Condition test : statement.condition().tests()) {
          names.add(test.key());
          boolean hasVariable = test.values().stream().anyMatch(one -> one.text().contains("$"));
          if (hasVariable) {
            names.add("aws:PrincipalTag/team");
          }
        }
      }
    }
    return names;
  }

  /** Whether a policy tests the ARN or the account of the caller. */
  boolean testsCallers() {
    return tested.contains("aws:PrincipalArn") || tested.contains("kms:CallerAccount");
  }

  /** The tested keys that the caller does not determine. */
  List<String> freeKeys() {
    return tested.stream().filter(key -> values(key).size() > 1).toList();
  }

  private static PolicyState keyPolicy(List<Statement> statements) {
    return PolicyState.ofKeyPolicy(KEY, layer(statements), GrantLayer.unknown());
  }

  /** A state in which a user has these statements as its policy, and a role as its boundary. */
  private static PolicyState directory(List<Statement> statements, List<Statement> own) {
    PolicyLayer ofTheCaller = layer(own.stream().map(SmallWorld::withoutPrincipal).toList());
    Map<Caller, PrincipalPolicies> callers = new HashMap<>();
    callers.put(ALICE, policies(ofTheCaller, PolicyLayer.none()));
    callers.put(APP, policies(AllRequests.allowing(), ofTheCaller));
    return new PolicyState(
        callers,
        Map.of(
            KEY,
            new KeyPolicies(
                layer(statements),
                GrantLayer.none(),
                OrganizationLayer.none(),
                KeyManager.CUSTOMER)));
  }

  private static PrincipalPolicies policies(PolicyLayer identity, PolicyLayer boundary) {
    return new PrincipalPolicies(
        identity, boundary, PolicyLayer.none(), OrganizationLayer.none(), PolicyLayer.none());
  }

  private static Statement withoutPrincipal(Statement one) {
    return new Statement(
        one.sid(),
        one.effect(),
        new PrincipalElement.Absent(),
        one.action(),
        one.resource(),
        one.condition(),
        one.location());
  }

  static PolicyLayer layer(List<Statement> statements) {
    return PolicyLayer.of(
        new NamedPolicy(
            "p", new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements)));
  }
}
