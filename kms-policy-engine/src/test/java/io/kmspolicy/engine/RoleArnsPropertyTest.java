package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Rule 4.15: aws:PrincipalArn of a session whose role has an unknown path. */
@Label("the ARN of a role without its path")
@AddLifecycleHook(Seeds.class)
class RoleArnsPropertyTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ROLES = "arn:aws:iam::111122223333:role/";
  private static final Caller.RoleSession SESSION =
      (Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s");

  /** As many as the evaluators have. Several statements may need more than a check has. */
  private static final int MANY_STEPS = 3_000_000;

  /** The paths of the brute force. */
  private static final List<String> PATHS =
      List.of(
          "",
          "a/",
          "b/",
          "aa/",
          "a/b/",
          "b/a/",
          "App/",
          "a/App/",
          "x/App/b/",
          "team/",
          "team/a/",
          "z/y/x/",
          "a!/",
          "App-a/",
          "*/",
          "*/a/",
          "?/",
          "A/",
          "xb/");

  private static String statement(String effect, String operator, List<String> patterns) {
    String values =
        patterns.stream().map(pattern -> "'" + pattern + "'").collect(Collectors.joining(","));
    return "{'Effect':'%s','Principal':{'AWS':'*'},'Action':'kms:Decrypt','Resource':'*',"
            .formatted(effect)
        + "'Condition':{'%s':{'aws:PrincipalArn':[%s]}}}".formatted(operator, values);
  }

  /** The decisions of all evaluators, and twice of an authorizer, whose second one is cached. */
  private static List<Decision> decisions(List<String> statements, ContextValue arn) {
    KeyPolicies key = Policies.key(statements.toArray(String[]::new));
    RequestContext context = RequestContext.builder().set("aws:PrincipalArn", arn).build();
    AuthorizationRequest request =
        AuthorizationRequest.of(SESSION, "kms:Decrypt", KmsResource.parse(KEY), context);
    PolicySet policies =
        PolicySet.of(
            Policies.identity("{'Effect':'Allow','Action':'kms:Sign','Resource':'*'}"), key);
    List<Decision> decisions = new ArrayList<>();
    for (PolicyEvaluator evaluator : Evaluators.fresh()) {
      decisions.add(evaluator.decide(request, policies));
      decisions.add(evaluator.decide(request, policies));
    }
    int steps = statements.size() == 1 ? Authorizer.DEFAULT_MAXIMUM_STEPS : MANY_STEPS;
    try (Authorizer authorizer = Authorizer.builder().maximumSteps(steps).build()) {
      for (int i = 0; i < 3; i++) {
        decisions.add(
            authorizer.decide(
                SESSION,
                authorizer.action("kms:Decrypt"),
                KmsResource.parse(KEY),
                policies.principalPolicies(),
                key,
                context));
      }
    }
    return decisions;
  }

  private static Decision decision(List<String> statements, ContextValue arn) {
    List<Decision> decisions = decisions(statements, arn);
    assertThat(decisions).as("%s", statements).containsOnly(decisions.get(0));
    return decisions.get(0);
  }

  private static Decision ofSession(String... statements) {
    return decision(List.of(statements), ContextValue.roleArnOf(SESSION));
  }

  private static String allow(String operator, String... patterns) {
    return statement("Allow", operator, List.of(patterns));
  }

  @Example
  @Label("patterns that match every path match for certain")
  void decide_patternsThatMatchEveryPath_allow() {
    for (String operator : List.of("ArnLike", "StringLike")) {
      assertThat(ofSession(allow(operator, ROLES + "App", ROLES + "*/App")))
          .isEqualTo(Decision.ALLOWED);
      assertThat(ofSession(allow(operator, ROLES + "*App"))).isEqualTo(Decision.ALLOWED);
      assertThat(ofSession(allow(operator, ROLES + "*"))).isEqualTo(Decision.ALLOWED);
      assertThat(ofSession(allow(operator, "arn:aws:iam::111122223333:*")))
          .isEqualTo(Decision.ALLOWED);
      assertThat(ofSession(allow(operator, ROLES + "App"), allow(operator, ROLES + "*/App")))
          .isEqualTo(Decision.ALLOWED);
    }
  }

  @Example
  @Label("patterns that match no path do not match for certain")
  void decide_patternsThatMatchNoPath_deny() {
    for (String operator : List.of("ArnLike", "StringLike")) {
      for (String pattern :
          List.of(
              ROLES + "Other",
              ROLES + "*/Other",
              ROLES + "App2",
              "arn:aws:iam::444455556666:role/App",
              "arn:aws:iam::111122223333:user/App",
              "arn:aws:sts::111122223333:assumed-role/App/s")) {
        assertThat(ofSession(allow(operator, pattern)))
            .as(pattern)
            .isEqualTo(Decision.IMPLICIT_DENY);
      }
    }
    assertThat(ofSession(allow("StringEquals", ROLES + "a/Other")))
        .isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(ofSession(allow("StringNotLike", ROLES + "*App"))).isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Example
  @Label("all others are open")
  void decide_patternsThatMatchSomePaths_isOpen() {
    for (String pattern : List.of(ROLES + "App", ROLES + "*/App", ROLES + "team/*", ROLES + "t*")) {
      assertThat(ofSession(allow("ArnLike", pattern)))
          .as(pattern)
          .isEqualTo(Decision.INDETERMINATE);
    }
    assertThat(decision(List.of(allow("ArnLike", ROLES + "*App")), ContextValue.presentUnknown()))
        .isEqualTo(Decision.INDETERMINATE);
  }

  @Provide
  Arbitrary<List<String>> policies() {
    Arbitrary<String> ends =
        Arbitraries.of(
            "App",
            "*/App",
            "*App",
            "*",
            "a/App",
            "a/*",
            "*/a/App",
            "?/App",
            "team/*App",
            "Other",
            "*/App/*",
            "a*",
            "*b/App",
            "App/*",
            "A*p",
            "??/App");
    Arbitrary<List<String>> patterns =
        ends.map(end -> ROLES + end).list().ofMinSize(1).ofMaxSize(3);
    Arbitrary<String> operators =
        Arbitraries.of(
            "ArnLike",
            "ArnNotLike",
            "StringLike",
            "StringNotLike",
            "StringEquals",
            "StringNotEquals",
            "ArnEquals",
            "StringEqualsIgnoreCase");
    return Combinators.combine(Arbitraries.of("Allow", "Allow", "Deny"), operators, patterns)
        .as(RoleArnsPropertyTest::statement)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261201", tries = 300)
  @Label("a decision is certain only if it is that of every path")
  void decide_unknownPath_isThatOfEveryPath(@ForAll("policies") List<String> statements) {
    Decision open = ofSession(statements.toArray(String[]::new));
    List<Decision> known =
        PATHS.stream()
            .map(path -> decision(statements, ContextValue.of(ROLES + path + "App")))
            .distinct()
            .toList();
    assertThat(known).as("%s", statements).allMatch(each -> Evaluators.refines(each, open));
  }
}
