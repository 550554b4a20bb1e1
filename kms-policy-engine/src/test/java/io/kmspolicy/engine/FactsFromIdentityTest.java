package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.match.SettledKeys;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What follows from the caller and the resource decides, and not what a context says of it. */
@Label("facts from identity")
@AddLifecycleHook(Seeds.class)
class FactsFromIdentityTest {

  private static final List<String> KEYS =
      List.of(
          "aws:PrincipalArn",
          "aws:PrincipalAccount",
          "aws:PrincipalType",
          "aws:PrincipalIsAWSService",
          "kms:CallerAccount",
          "aws:ResourceAccount");

  private static final List<String> OTHERS =
      List.of("aws:PrincipalTag/t", "aws:userid", "aws:SourceAccount", "aws:RequestedRegion");

  private static final List<String> TEXTS =
      List.of(
          "111122223333",
          "444455556666",
          "arn:aws:iam::111122223333:role/team/App",
          "arn:aws:iam::111122223333:role/*App",
          "arn:aws:iam::*:user/alice",
          "AssumedRole",
          "User",
          "true",
          "false",
          "${aws:PrincipalAccount}",
          "${aws:PrincipalTag/t}",
          "${aws:ResourceAccount}");

  private static final List<String> OPERATORS =
      List.of(
          "StringEquals",
          "StringNotEquals",
          "StringLike",
          "StringEqualsIfExists",
          "ArnLike",
          "ArnNotLike",
          "Bool",
          "Null",
          "ForAnyValue:StringEquals",
          "ForAllValues:StringEquals");

  private static final List<String> RESOURCES =
      List.of(
          "*",
          "*",
          "arn:aws:kms:*:*:key/*",
          "arn:aws:kms:*:${aws:PrincipalAccount}:key/*",
          "arn:aws:kms:*:*:key/${aws:PrincipalTag/t}",
          "arn:aws:kms:*:${aws:ResourceAccount}:key/${aws:PrincipalTag/t}");

  private static final List<Caller> CALLERS =
      List.of(
          Caller.parse("arn:aws:iam::111122223333:role/team/App"),
          Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s-1"),
          Caller.parse("arn:aws:iam::111122223333:user/alice"),
          Caller.parse("arn:aws:iam::444455556666:role/App"),
          Caller.parse("arn:aws:iam::111122223333:root"),
          Caller.parse("logs.amazonaws.com"));

  private static final String ALL = "{'Effect':'Allow','Action':'kms:*','Resource':'*'}";

  private static final List<String> ARNS =
      List.of(
          Worlds.KEY,
          "arn:aws:kms:us-west-2:444455556666:key/111122223333",
          "arn:aws:kms:us-west-2:111122223333:alias/app",
          "*");

  private static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String statement(Random random, boolean hasPrincipal) {
    String key = random.nextInt(4) == 0 ? any(random, OTHERS) : any(random, KEYS);
    String operator = any(random, OPERATORS);
    String value = operator.equals("Null") ? "true" : any(random, TEXTS);
    String condition = random.nextInt(4) == 0 ? "" : condition(operator, key, value);
    String more =
        condition.isEmpty() || random.nextBoolean()
            ? condition
            : condition.replace(
                "}}", "},'StringLike':{'" + any(random, OTHERS) + "':'" + "1*" + "'}}");
    return "{'Effect':'"
        + (random.nextInt(3) == 0 ? "Deny" : "Allow")
        + "','Action':'kms:*'"
        + (hasPrincipal ? ",'Principal':'*','Resource':'*'" : resource(random))
        + (operator.equals("StringLike") ? condition : more)
        + "}";
  }

  private static String resource(Random random) {
    return ",'Resource':'" + any(random, RESOURCES) + "'";
  }

  private static String condition(String operator, String key, String value) {
    return ",'Condition':{'" + operator + "':{'" + key + "':'" + value + "'}}";
  }

  private static ConditionContext context(Random random) {
    RequestContext.Builder context = RequestContext.builder();
    List<String> all = new ArrayList<>(KEYS);
    all.addAll(OTHERS);
    for (String key : all) {
      switch (random.nextInt(4)) {
        case 0 -> context.unknown(key);
        case 1 -> context.set(key, ContextValue.presentUnknown());
        case 2 -> context.put(key, any(random, TEXTS).replace("$", ""));
        default -> {
          // absent
        }
      }
    }
    return context.build();
  }

  /** The context with what is settled, as {@link RequestFacts} derive it. */
  private static ConditionContext completed(
      Caller caller, String action, KmsResource resource, ConditionContext context) {
    return IdentityFacts.of(caller, action, resource).in(context);
  }

  private static void assertIsTheReferencesAnswer(
      Authorizer authorizer, World world, ConditionContext context) {
    AuthorizationRequest request = world.request();
    KeyPolicies key = world.policies().keyPolicies(request.keyManager());
    AuthorizationRequest asked =
        AuthorizationRequest.of(
                request.caller(), request.action(), request.resource(), request.context())
            .in(completed(request.caller(), request.action(), request.resource(), context));
    Decision expected = PolicyEvaluator.reference().decide(asked, world.policies());

    for (int time = 0; time < 3; time++) {
      Decision found =
          authorizer.decide(
              request.caller(),
              authorizer.action(request.action()),
              request.resource(),
              world.policies().principalPolicies(),
              key,
              context);
      assertThat(Evaluators.refines(found, expected))
          .as("%s, reference %s for %s in %s", found, expected, world, context)
          .isTrue();
    }
  }

  @Property(tries = 300, seed = "20261202")
  @Label("4.13, 4.15, 5.10: the answer is the reference's in the context with what follows")
  void decide_anyContext_isTheReferencesAnswer(@ForAll Random random) {
    String[] own = {statement(random, false), statement(random, false), statement(random, false)};
    String[] key = {statement(random, true), statement(random, true)};
    PolicySet policies =
        PolicySet.of(Policies.identity(own), Policies.key(key[0], key[1], Policies.DELEGATING));
    try (Authorizer authorizer =
        Authorizer.builder()
            .factsFromIdentity()
            .maximumSteps(StepBudget.OF_AN_EVALUATION)
            .build()) {
      for (int i = 0; i < 6; i++) {
        String arn = any(random, ARNS);
        String action =
            arn.equals("*")
                ? "kms:ListKeys"
                : arn.contains(":alias/") ? "kms:CreateAlias" : "kms:Decrypt";
        AuthorizationRequest request =
            AuthorizationRequest.of(
                any(random, CALLERS), action, KmsResource.parse(arn), RequestContext.empty());
        assertIsTheReferencesAnswer(authorizer, new World(request, policies), context(random));
      }
    }
  }

  @Property(tries = 150, seed = "20261203")
  @Label(
      "4.15, 5.10: handles of published callers answer as the reference, and rows that several keys"
          + " or sessions share hold for each of them")
  void decide_publishedCallers_isTheReferencesAnswer(@ForAll Random random) {
    PrincipalPolicies own =
        Policies.identity(statement(random, false), statement(random, false), ALL);
    KeyPolicies key =
        Policies.key(statement(random, true), statement(random, true), Policies.DELEGATING);
    List<Caller> callers =
        List.of(
            Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s-1"),
            Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s-2"),
            Caller.parse("arn:aws:sts::444455556666:assumed-role/App/s-1"),
            Caller.parse("arn:aws:iam::111122223333:user/alice"));
    List<String> keys =
        List.of(
            Worlds.KEY,
            "arn:aws:kms:us-west-2:111122223333:key/aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb",
            "arn:aws:kms:us-west-2:444455556666:key/aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb",
            "arn:aws:kms:us-west-2:444455556666:key/cccccccc-1111-4222-8333-bbbbbbbbbbbb");
    PolicySnapshot.Builder snapshot = PolicySnapshot.builder();
    callers.forEach(caller -> snapshot.principal(caller, own));
    keys.forEach(arn -> snapshot.key(KmsResource.parse(arn), key));
    try (Authorizer authorizer =
        Authorizer.builder()
            .factsFromIdentity()
            .maximumSteps(StepBudget.OF_AN_EVALUATION)
            .policies(snapshot.build())
            .build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      for (int i = 0; i < 24; i++) {
        Caller caller = any(random, callers);
        KmsResource resource = KmsResource.parse(any(random, keys));
        ConditionContext context = context(random);
        AuthorizationRequest asked =
            AuthorizationRequest.of(
                caller,
                "kms:Decrypt",
                resource,
                completed(caller, "kms:Decrypt", resource, context));
        Decision expected = PolicyEvaluator.reference().decide(asked, PolicySet.of(own, key));
        Decision found = authorizer.principal(caller).decide(decrypt, resource.arn(), context);
        assertThat(Evaluators.refines(found, expected))
            .as("%s, reference %s for %s in %s", found, expected, asked, context)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("What is settled has the value that RequestFacts give; nothing else is settled")
  void of_everyKey_isAsRequestFacts() {
    for (Caller caller : CALLERS) {
      KmsResource key = KmsResource.parse(Worlds.KEY);
      SettledKeys settled = IdentityFacts.of(caller, "kms:Decrypt", key);
      RequestFacts facts =
          RequestFacts.of(CallerFacts.of(caller), "kms:Decrypt", ResourceFacts.of(key));
      for (String name : KEYS) {
        ContextValue value = facts.get(ConditionContext.name(name));
        boolean isKnown =
            value instanceof ContextValue.Present || value instanceof ContextValue.Absent;
        assertThat(settled.settles(ConditionContext.name(name))).as(name).isEqualTo(isKnown);
        if (isKnown) {
          assertThat(settled.alone().get(ConditionContext.name(name))).isEqualTo(value);
        }
      }
      for (String name : OTHERS) {
        assertThat(settled.settles(ConditionContext.name(name))).as(name).isFalse();
      }
    }
  }

  @Test
  @DisplayName(
      "4.15: a session whose role has an unknown path reads aws:PrincipalArn in the context")
  void decide_pathUnknown_readsTheContext() {
    KeyPolicies key =
        Policies.key(
            "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*',"
                + "'Condition':{'ArnEquals':{'aws:PrincipalArn':"
                + "'arn:aws:iam::111122223333:role/team/App'}}}");
    ConditionContext team =
        RequestContext.builder()
            .put("aws:PrincipalArn", "arn:aws:iam::111122223333:role/team/App")
            .build();
    assertThat(decrypt("arn:aws:sts::111122223333:assumed-role/App/s-1", key, team))
        .isEqualTo(Decision.ALLOWED);
    assertThat(decrypt("arn:aws:iam::111122223333:role/App", key, team))
        .isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(decrypt("arn:aws:iam::111122223333:role/team/App", key, RequestContext.empty()))
        .isEqualTo(Decision.ALLOWED);
  }

  private static Decision decrypt(String caller, KeyPolicies key, ConditionContext context) {
    PolicySnapshot snapshot =
        PolicySnapshot.builder()
            .principal(
                Caller.parse(caller),
                Policies.identity("{'Effect':'Allow','Action':'kms:*','Resource':'*'}"))
            .key(KmsResource.parse(Worlds.KEY), key)
            .build();
    try (Authorizer authorizer =
        Authorizer.builder().factsFromIdentity().policies(snapshot).build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      Decision explained =
          authorizer.explain(Caller.parse(caller), decrypt, Worlds.KEY, context).decision();
      Decision decision =
          authorizer.principal(Caller.parse(caller)).decide(decrypt, Worlds.KEY, context);
      assertThat(explained).isEqualTo(decision);
      return decision;
    }
  }

  @Test
  @DisplayName("Comparisons of accounts leave no test, so roles of one shape have one residual")
  void residual_comparesAccounts_isADecision() {
    KeyPolicies key = Policies.key(Policies.DELEGATING);
    String own =
        "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{'StringEquals':"
            + "{'aws:ResourceAccount':'${aws:PrincipalAccount}','kms:CallerAccount':"
            + "'111122223333'}}}";
    assertThat(residuals(own, key, CALLERS.get(0))).containsExactly(Decision.ALLOWED);
  }

  @Test
  @DisplayName("A comparison of accounts that fails leaves no test either")
  void residual_accountsDiffer_isADecision() {
    String own =
        "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{'StringNotEquals':"
            + "{'aws:ResourceAccount':'${aws:PrincipalAccount}'},'StringLike':"
            + "{'kms:ViaService':'s3.*.amazonaws.com'}}}";
    assertThat(residuals(own, Policies.key(Policies.DELEGATING), CALLERS.get(0)))
        .containsExactly(Decision.IMPLICIT_DENY);
  }

  @Test
  @DisplayName("Roles whose tests differ in what is settled alone share what remains")
  void residual_comparesAccountsAndMore_isShared() {
    String own =
        "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{'StringEquals':"
            + "{'aws:ResourceAccount':'${aws:PrincipalAccount}'},'StringLike':"
            + "{'kms:ViaService':'s3.*.amazonaws.com'}}}";
    List<Object> residuals =
        residuals(
            own,
            Policies.key(Policies.DELEGATING),
            Caller.parse("arn:aws:iam::111122223333:role/One"),
            Caller.parse("arn:aws:iam::111122223333:role/Two"));
    assertThat(residuals.get(0)).isNotInstanceOf(Decision.class).isEqualTo(residuals.get(1));
  }

  /** What remains of {@code kms:Decrypt} for each caller. */
  private static List<Object> residuals(String own, KeyPolicies key, Caller... callers) {
    try (Authorizer authorizer = Authorizer.builder().factsFromIdentity().build()) {
      List<Object> residuals = new ArrayList<>();
      for (Caller caller : callers) {
        residuals.add(
            authorizer.residual(
                caller,
                authorizer.action("kms:Decrypt"),
                KmsResource.parse(Worlds.KEY),
                Policies.identity(own),
                key));
      }
      return residuals;
    }
  }
}
