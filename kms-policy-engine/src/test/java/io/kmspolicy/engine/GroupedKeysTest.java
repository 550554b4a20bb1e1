package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keys whose policies differ in the roles that they name have one row for all other roles. */
@Label("keys of one shape")
@AddLifecycleHook(Seeds.class)
class GroupedKeysTest {

  private static final String ACCOUNT = "111122223333";
  private static final String OTHER = "444455556666";
  private static final ConditionContext NOTHING = RequestContext.empty();
  private static final String ALL = "{'Effect':'Allow','Action':'kms:*','Resource':'*'}";
  private static final int KEYS = 300;

  private static KmsResource.Key key(int number) {
    return new KmsResource.Key(
        "aws", "us-west-2", ACCOUNT, "1234abcd-12ab-34cd-56ef-%012x".formatted(number));
  }

  private static Caller role(String name) {
    return Caller.parse("arn:aws:iam::" + ACCOUNT + ":role/" + name);
  }

  private static String allow(String principal) {
    return "{'Effect':'Allow','Principal':{'AWS':'%s'},'Action':'kms:*','Resource':'*'}"
        .formatted(principal);
  }

  /** A key policy as the console writes it, with a role of its own. */
  private static KeyPolicies console(int number) {
    return Policies.key(
        Policies.DELEGATING, allow("arn:aws:iam::" + ACCOUNT + ":role/admin-" + number));
  }

  private static PolicySnapshot.Builder consoleKeys(PolicySnapshot.Builder snapshot) {
    for (int i = 0; i < KEYS; i++) {
      snapshot.key(key(i), console(i));
    }
    return snapshot;
  }

  private static void decideAll(Authorizer authorizer, Caller caller, Decision expected) {
    PrincipalHandle handle = authorizer.principal(caller);
    for (int i = 0; i < KEYS; i++) {
      assertThat(handle.decide("kms:Decrypt", key(i).arn(), NOTHING)).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("A role that no key policy names has one row for all keys of a Region")
  void decide_roleIsNotNamed_makesFewRows() {
    PolicySnapshot snapshot =
        consoleKeys(PolicySnapshot.builder().principal(role("App"), Policies.identity(ALL)))
            .build();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      decideAll(authorizer, role("App"), Decision.ALLOWED);

      // A filter of names also keeps some keys apart that do not name the role.
      assertThat(authorizer.rowStatistics().made()).isBetween(1L, KEYS / 20L);
      assertThat(authorizer.rowsInHandles()).isBetween(1L, KEYS / 20L);
    }
  }

  @Test
  @DisplayName("A role whose policy names a key has a row for each key")
  void decide_identityPolicyNamesAKey_makesARowForEachKey() {
    String one = "{'Effect':'Allow','Action':'kms:*','Resource':'" + key(7).arn() + "'}";
    PolicySnapshot snapshot =
        consoleKeys(PolicySnapshot.builder().principal(role("App"), Policies.identity(one)))
            .build();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      PrincipalHandle app = authorizer.principal(role("App"));
      for (int i = 0; i < KEYS; i++) {
        assertThat(app.decide("kms:Decrypt", key(i).arn(), NOTHING))
            .isEqualTo(i == 7 ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
      }
      assertThat(authorizer.rowStatistics().made()).isEqualTo(KEYS);
    }
  }

  @Test
  @DisplayName("The policies of the handle decide, also with an action of another authorizer")
  void decide_actionOfAnotherAuthorizer_usesThePoliciesOfTheHandle() {
    PolicySnapshot allows =
        consoleKeys(PolicySnapshot.builder().principal(role("App"), Policies.identity(ALL)))
            .build();
    String nothing = "{'Effect':'Deny','Action':'kms:*','Resource':'*'}";
    PolicySnapshot denies =
        consoleKeys(PolicySnapshot.builder().principal(role("App"), Policies.identity(nothing)))
            .build();
    try (Authorizer one = Authorizer.builder().policies(allows).build()) {
      decideAll(one, role("App"), Decision.ALLOWED);
      PrincipalHandle app = one.principal(role("App"));
      ActionHandle foreign;
      try (Authorizer other = Authorizer.builder().policies(denies).build()) {
        decideAll(other, role("App"), Decision.EXPLICIT_DENY);
        foreign = other.action("kms:Decrypt");
        for (int i = 0; i < KEYS; i++) {
          assertThat(app.decide(foreign, key(i).arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
        }
      }
      // The other authorizer is closed now.
      assertThat(app.decide(foreign, key(0).arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  @DisplayName("A publication that changes one key policy keeps the rows of the other keys")
  void publish_oneKeyChanged_changesOneAnswer() {
    PolicySnapshot before =
        consoleKeys(PolicySnapshot.builder().principal(role("App"), Policies.identity(ALL)))
            .build();
    try (Authorizer authorizer = Authorizer.builder().policies(before).build()) {
      // A handle that nobody holds takes its rows along when it is collected.
      PrincipalHandle app = authorizer.principal(role("App"));
      for (int i = 0; i < KEYS; i++) {
        assertThat(app.decide("kms:Decrypt", key(i).arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
      }
      long made = authorizer.rowStatistics().made();
      authorizer.publish(before.toBuilder().key(key(3), Policies.key(allow(OTHER))).build());
      for (int i = 0; i < KEYS; i++) {
        assertThat(app.decide("kms:Decrypt", key(i).arn(), NOTHING))
            .isEqualTo(i == 3 ? Decision.IMPLICIT_DENY : Decision.ALLOWED);
      }
      assertThat(authorizer.rowStatistics().made()).isEqualTo(made + 1);
    }
  }

  @Test
  @DisplayName("Beyond the number of groups, and after a publication then, answers stay right")
  void decide_moreShapesThanGroups_staysRight() {
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder().principal(role("App"), Policies.identity(ALL));
    int shapes = 600;
    for (int i = 0; i < shapes; i++) {
      String condition =
          i % 2 == 0 ? "" : ",'Condition':{'StringEquals':{'aws:SourceVpc':'vpc-0'}}";
      builder.key(
          key(i),
          Policies.key(
              "{'Effect':'Allow','Principal':{'AWS':'%s'},'Action':'kms:*','Resource':'*'%s}"
                  .formatted(ACCOUNT, condition),
              "{'Effect':'Allow','Principal':{'AWS':'%012d'},'Action':'kms:*','Resource':'*'}"
                  .formatted(500_000_000_000L + i)));
    }
    PolicySnapshot snapshot = builder.build();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      for (int round = 0; round < 3; round++) {
        PrincipalHandle app = authorizer.principal(role("App"));
        for (int i = 0; i < shapes; i++) {
          assertThat(app.decide("kms:Decrypt", key(i).arn(), NOTHING))
              .isEqualTo(i % 2 == 0 ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
        }
        authorizer.publish(snapshot.toBuilder().key(key(5_000 + round), console(round)).build());
      }
    }
  }

  private static final List<String> NAMES = List.of("App", "x/App", "y/App", "app", "Other");

  private static final List<String> KEY_STATEMENTS = keyStatements();

  private static List<String> keyStatements() {
    List<String> statements = new ArrayList<>();
    statements.add(Policies.DELEGATING);
    statements.add(Policies.DELEGATING);
    for (String name : NAMES) {
      statements.add(allow("arn:aws:iam::" + ACCOUNT + ":role/" + name));
      statements.add(allow("arn:aws:iam::" + OTHER + ":role/" + name).replace("'Allow'", "'Deny'"));
    }
    statements.add(allow("arn:aws:iam::" + ACCOUNT + ":user/App"));
    statements.add(allow("arn:aws:sts::" + ACCOUNT + ":assumed-role/App/s1"));
    statements.add(
        allow("arn:aws:sts::" + ACCOUNT + ":assumed-role/Other/s1").replace("'Allow'", "'Deny'"));
    statements.add(allow("AROADBQP57FF2AEXAMPLE"));
    statements.add(allow(OTHER));
    statements.add(
        "{'Effect':'Allow','Principal':{'AWS':['%s','arn:aws:iam::%s:role/App']},'Action':'kms:Encrypt','Resource':'*'}"
            .formatted(OTHER, ACCOUNT));
    statements.add(
        "{'Effect':'Deny','NotPrincipal':{'AWS':['arn:aws:iam::%s:role/x/App','%s']},'Action':'kms:Decrypt','Resource':'*'}"
            .formatted(ACCOUNT, ACCOUNT));
    statements.add(
        "{'Effect':'Allow','Principal':'*','Action':'kms:Decrypt','Resource':'*','Condition':{'StringEquals':{'kms:ViaService':'s3.us-west-2.amazonaws.com'}}}");
    statements.add(
        "{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*','Condition':{'StringNotEquals':{'aws:SourceVpc':'vpc-1'}}}");
    statements.add(
        "{'Effect':'Allow','Principal':{'Service':'s3.amazonaws.com'},'Action':'kms:*','Resource':'*'}");
    return statements;
  }

  private static final List<String> PATTERNS =
      List.of(
          "*",
          "arn:aws:kms:*:111122223333:key/*",
          "arn:aws:kms:us-west-2:*:*",
          "arn:aws:kms:eu-*:*:key/*",
          "arn:aws:kms:*:*:key/1234*",
          "arn:aws:kms:*:*:key/${aws:PrincipalTag/key}",
          "arn:aws:kms:*:*:alias/*",
          key(1).arn());

  private static PrincipalPolicies identity(Random random) {
    List<String> statements = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      // Mostly patterns of places, so that most roles share rows.
      int pattern = random.nextInt(random.nextInt(3) == 0 ? PATTERNS.size() : 4);
      statements.add(
          "{'Effect':'%s','Action':'kms:%s','%sResource':'%s'}"
              .formatted(
                  random.nextInt(5) == 0 ? "Deny" : "Allow",
                  random.nextBoolean() ? "*" : "Decrypt",
                  random.nextInt(6) == 0 ? "Not" : "",
                  PATTERNS.get(pattern)));
    }
    return Policies.identity(statements.toArray(String[]::new));
  }

  private static KeyPolicies keyPolicies(Random random) {
    List<String> statements = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      statements.add(KEY_STATEMENTS.get(random.nextInt(KEY_STATEMENTS.size())));
    }
    return Policies.key(statements.toArray(String[]::new));
  }

  private static ConditionContext context(Random random) {
    RequestContext.Builder context = RequestContext.builder();
    for (String name : List.of("aws:SourceVpc", "kms:ViaService", "aws:userid")) {
      int state = random.nextInt(4);
      if (state == 0) {
        context.unknown(name);
      } else if (state == 1) {
        context.put(name, random.nextBoolean() ? "vpc-1" : "AROADBQP57FF2AEXAMPLE:s1");
      }
    }
    return context.build();
  }

  private static KmsResource.Key placed(int number) {
    return new KmsResource.Key(
        "aws",
        number % 3 == 0 ? "eu-west-1" : "us-west-2",
        number % 4 == 0 ? OTHER : ACCOUNT,
        "1234abcd-12ab-34cd-56ef-%012x".formatted(number));
  }

  @Property(tries = 150)
  @Label("a decision on a row of a group is the answer of the reference, also after publications")
  void decide_manyKeysAndRoles_agreeWithTheReference(@ForAll long seed) {
    Random random = new Random(seed);
    PolicyEvaluator reference = PolicyEvaluator.reference();
    Map<Caller, PrincipalPolicies> own = new HashMap<>();
    List<Caller> roles = List.of(role("App"), role("x/App"), role("Other"), role("app"));
    PolicySnapshot.Builder builder = PolicySnapshot.builder();
    for (Caller role : roles) {
      own.put(role, identity(random));
      builder.principal(role, own.get(role));
    }
    int count = 8;
    Map<Integer, KeyPolicies> keys = new HashMap<>();
    for (int i = 0; i < count; i++) {
      keys.put(i, keyPolicies(random));
      builder.key(placed(i), keys.get(i));
    }
    PolicySnapshot snapshot = builder.build();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      for (int step = 0; step < 60; step++) {
        if (step % 20 == 19) {
          int changed = random.nextInt(count);
          keys.put(changed, keyPolicies(random));
          snapshot = snapshot.toBuilder().key(placed(changed), keys.get(changed)).build();
          authorizer.publish(snapshot);
        }
        Caller role = roles.get(random.nextInt(roles.size()));
        int key = random.nextInt(count);
        String action = random.nextBoolean() ? "kms:Decrypt" : "kms:Encrypt";
        ConditionContext context = context(random);
        Decision expected =
            reference.decide(
                new AuthorizationRequest(
                    role, action, placed(key), context, "", KeyManager.CUSTOMER, ""),
                PolicySet.of(own.get(role), keys.get(key)));
        assertThat(authorizer.principal(role).decide(action, placed(key).arn(), context))
            .as("%s %s %s", role.arn(), action, placed(key).arn())
            .isEqualTo(expected);
      }
    }
  }
}
