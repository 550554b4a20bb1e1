package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many grants on one key: KMS allows 50,000. A decision reads a few condition keys of the request,
 * however many grants there are; the reference reads a few for each grant.
 */
class GrantStepsTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final String PAIR = "kms:EncryptionContext:";

  private static Grant grant(int number, ContextConstraint constraint) {
    return new Grant(
        "g-" + number,
        "",
        "",
        new GrantPrincipal.Principal(ALICE.arn()),
        new GrantPrincipal.Nobody(),
        List.of("Decrypt", "GenerateDataKey"),
        new GrantConstraints(constraint, ""),
        "111122223333",
        "");
  }

  private static KeyPolicies key(List<Grant> grants) {
    return new KeyPolicies(
        Policies.layer(PolicyType.KEY),
        new GrantLayer.Known(grants),
        OrganizationLayer.none(),
        KeyManager.CUSTOMER);
  }

  /** Each grant demands another value of the same pair. */
  private static List<Grant> byValue(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> grant(i, new ContextConstraint.EqualTo(Map.of("tenant", "t-" + i))))
        .toList();
  }

  /** Each grant demands a pair with another name. */
  private static List<Grant> byName(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                grant(
                    i, new ContextConstraint.Containing(Map.of("tenant", "t", "tenant-" + i, "x"))))
        .toList();
  }

  private static void assertDecisions(
      List<Grant> grants, RequestContext request, Decision expected) {
    PrincipalPolicies own = Policies.identity();
    KeyPolicies key = key(grants);
    CountingContext context = new CountingContext(request);
    try (Authorizer authorizer = Authorizer.builder().build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      for (int time = 0; time < 2; time++) {
        assertThat(authorizer.decide(ALICE, decrypt, KEY, own, key, context)).isEqualTo(expected);
      }
    }
    assertThat(context.reads()).isLessThanOrEqualTo(2 * 12);

    CountingContext plain = new CountingContext(request);
    AuthorizationRequest asked =
        new AuthorizationRequest(ALICE, "kms:Decrypt", KEY, plain, "", KeyManager.CUSTOMER, "");
    assertThat(PolicyEvaluator.reference().decide(asked, PolicySet.of(own, key)))
        .isEqualTo(expected);
    assertThat(plain.reads()).isLessThanOrEqualTo(3L * grants.size() + 12);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: a decision looks up the values of the request among the values of the grants")
  void decide_grantsWithManyValues_readsFewKeys(int count) {
    List<Grant> grants = byValue(count);
    RequestContext last = RequestContext.builder().put(PAIR + "tenant", "t-" + (count - 1)).build();
    RequestContext none = RequestContext.builder().put(PAIR + "tenant", "t-" + count).build();

    assertDecisions(grants, last, Decision.ALLOWED);
    assertDecisions(grants, none, Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: a decision looks up the names of the request among the names of the grants")
  void decide_grantsWithManyNames_readsFewKeys(int count) {
    List<Grant> grants = byName(count);
    RequestContext last =
        RequestContext.builder()
            .put(PAIR + "tenant", "t")
            .put(PAIR + "tenant-" + (count - 1), "x")
            .build();
    RequestContext none = RequestContext.builder().put(PAIR + "tenant", "t").build();

    assertDecisions(grants, last, Decision.ALLOWED);
    assertDecisions(grants, none, Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: an explanation reads one key for each grant, and none when its text is made")
  void explain_grantsWithManyValues_readsOneKeyForEach(int count) {
    PolicySet policies = PolicySet.of(Policies.identity(), key(byValue(count)));
    CountingContext context =
        new CountingContext(
            RequestContext.builder().put(PAIR + "tenant", "t-" + (count - 1)).build());
    AuthorizationRequest asked =
        new AuthorizationRequest(ALICE, "kms:Decrypt", KEY, context, "", KeyManager.CUSTOMER, "");

    Explanation explanation = PolicyEvaluator.tables().explain(asked, policies);

    assertThat(explanation.determiningGrants()).containsExactly("g-" + (count - 1));
    long reads = context.reads();
    assertThat(reads).isLessThanOrEqualTo(count + 40L);
    assertThat(explanation.text()).contains("wants tenant = \"t-0\"");
    assertThat(context.reads()).isEqualTo(reads);
  }

  /** Each grant demands another source ARN; every tenth has a pair besides. */
  private static List<Grant> bySource(GrantPrincipal service, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Grant(
                    "g-" + i,
                    "",
                    "",
                    service,
                    new GrantPrincipal.Nobody(),
                    List.of("Decrypt"),
                    new GrantConstraints(
                        i % 10 == 0
                            ? new ContextConstraint.EqualTo(Map.of("tenant", "t"))
                            : new ContextConstraint.None(),
                        "arn:aws:sns:us-west-2:111122223333:topic-" + i),
                    "111122223333",
                    ""))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: a service's call is compared with the grants of its source ARN")
  void decide_grantsWithManySources_readsFewKeys(int count) {
    Caller service = Caller.parse("sns.amazonaws.com");
    KeyPolicies key =
        key(bySource(new GrantPrincipal.ServicePrincipal("sns.amazonaws.com"), count));
    for (int wanted : new int[] {1, count - 1, count + 1}) {
      CountingContext context =
          new CountingContext(
              RequestContext.builder()
                  .put("aws:SourceArn", "arn:aws:sns:us-west-2:111122223333:topic-" + wanted)
                  .build());
      try (Authorizer authorizer = Authorizer.builder().build()) {
        ActionHandle decrypt = authorizer.action("kms:Decrypt");

        assertThat(authorizer.decide(service, decrypt, KEY, Policies.identity(), key, context))
            .isEqualTo(wanted < count ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
        assertThat(context.reads()).isLessThanOrEqualTo(12);
        assertThat(authorizer.exhaustedChecks()).isZero();
      }
    }
  }

  /** A grant to a service for one pair and one source ARN. */
  private static Grant ofSource(int number) {
    return new Grant(
        "g-" + number,
        "",
        "",
        new GrantPrincipal.ServicePrincipal("sns.amazonaws.com"),
        new GrantPrincipal.Nobody(),
        List.of("Decrypt"),
        new GrantConstraints(
            new ContextConstraint.Containing(Map.of("tenant", "t")),
            "arn:aws:sns:us-west-2:111122223333:topic-" + number),
        "111122223333",
        "");
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: of the grants for one pair, those of the source ARN are compared")
  void decide_onePairManySources_readsFewKeys(int count) {
    Caller service = Caller.parse("sns.amazonaws.com");
    KeyPolicies key = key(IntStream.range(0, count).mapToObj(GrantStepsTest::ofSource).toList());
    for (int wanted : new int[] {1, count - 1, count + 1}) {
      CountingContext context =
          new CountingContext(
              RequestContext.builder()
                  .put(PAIR + "tenant", "t")
                  .put("aws:SourceArn", "arn:aws:sns:us-west-2:111122223333:topic-" + wanted)
                  .build());
      try (Authorizer authorizer = Authorizer.builder().build()) {
        ActionHandle decrypt = authorizer.action("kms:Decrypt");

        assertThat(authorizer.decide(service, decrypt, KEY, Policies.identity(), key, context))
            .isEqualTo(wanted < count ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
        assertThat(context.reads()).isLessThanOrEqualTo(24);
        assertThat(authorizer.exhaustedChecks()).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: equal constraints are compared once")
  void decide_onePair_readsFewKeys(int count) {
    List<Grant> grants =
        IntStream.range(0, count)
            .mapToObj(i -> grant(i, new ContextConstraint.EqualTo(Map.of("tenant", "t"))))
            .toList();
    RequestContext exact = RequestContext.builder().put(PAIR + "tenant", "t").build();
    RequestContext more =
        RequestContext.builder().put(PAIR + "tenant", "t").put(PAIR + "other", "x").build();

    assertCompared(grants, exact, 24, Decision.ALLOWED);
    assertCompared(grants, more, 24, Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: of the grants for one pair, those with the other pairs are compared")
  void decide_sharedPairs_readsFewKeys(int count) {
    int values = (int) Math.cbrt(count) + 1;
    List<Grant> grants =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    grant(
                        i,
                        new ContextConstraint.EqualTo(
                            Map.of(
                                "a", "x" + i % values,
                                "b", "x" + i / values % values,
                                "c", "x" + i / values / values))))
            .toList();
    RequestContext first =
        RequestContext.builder()
            .put(PAIR + "a", "x0")
            .put(PAIR + "b", "x0")
            .put(PAIR + "c", "x0")
            .build();
    RequestContext none =
        RequestContext.builder()
            .put(PAIR + "a", "x0")
            .put(PAIR + "b", "x0")
            .put(PAIR + "c", "y")
            .build();

    assertCompared(grants, first, 60, Decision.ALLOWED);
    assertCompared(grants, none, 60, Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: with an unknown value, grants are compared by their other pairs")
  void decide_unknownValue_readsFewKeys(int count) {
    List<Grant> grants =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    grant(
                        i,
                        new ContextConstraint.Containing(Map.of("tenant", "t-" + i, "app", "a"))))
            .toList();
    RequestContext none =
        RequestContext.builder()
            .set(PAIR + "tenant", ContextValue.unknown())
            .put(PAIR + "app", "other")
            .build();

    assertCompared(grants, none, 300, Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.9: of the grants that apply, the first one ends the comparison")
  void decide_grantsThatAllApply_readsFewKeys(int count) {
    List<Grant> grants =
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> grant(i, new ContextConstraint.Containing(pairs(i))))
            .toList();
    RequestContext.Builder all = RequestContext.builder();
    pairs(-1).forEach((name, value) -> all.put(PAIR + name, value));

    assertCompared(grants, all.build(), 60, Decision.ALLOWED);
  }

  /** One of sixteen pairs for each bit of a number. */
  private static Map<String, String> pairs(int bits) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < 16; i++) {
      if ((bits >> i & 1) == 1) {
        pairs.put("n" + i, "v");
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("6.17: grants that an unknown value leaves open take no more than the step budget")
  void decide_grantsThatMayApply_endAtTheBudget(int count) {
    RequestContext unknown =
        RequestContext.builder().set(PAIR + "tenant", ContextValue.unknown()).build();
    try (Authorizer authorizer = Authorizer.builder().build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      KeyPolicies key = key(byValue(count));
      for (int time = 0; time < 2; time++) {
        CountingContext context = new CountingContext(unknown);
        assertThat(authorizer.decide(ALICE, decrypt, KEY, Policies.identity(), key, context))
            .isEqualTo(Decision.INDETERMINATE);
        // A few keys are read before the first grant.
        assertThat(context.reads()).isLessThanOrEqualTo(Authorizer.DEFAULT_MAXIMUM_STEPS + 100);
      }
    }
  }

  /** Decides twice with the default step budget. */
  private static void assertCompared(
      List<Grant> grants, RequestContext request, int reads, Decision expected) {
    try (Authorizer authorizer = Authorizer.builder().build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      KeyPolicies key = key(grants);
      PrincipalPolicies own = Policies.identity();
      for (int time = 0; time < 2; time++) {
        CountingContext context = new CountingContext(request);
        assertThat(authorizer.decide(ALICE, decrypt, KEY, own, key, context)).isEqualTo(expected);
        assertThat(context.reads()).isLessThanOrEqualTo(reads);
      }
      assertThat(authorizer.exhaustedChecks()).isZero();
    }
  }

  private static Grant between(int number, String grantee, String retiring) {
    return new Grant(
        "g-" + number,
        "",
        KEY.arn(),
        new GrantPrincipal.Principal(grantee),
        new GrantPrincipal.Principal(retiring),
        List.of("Decrypt"),
        GrantConstraints.none(),
        "111122223333",
        "");
  }

  private static String user(int number) {
    return "arn:aws:iam::111122223333:user/u" + number;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 50_000})
  @DisplayName("5.14: grants of many principals, by an index and by a loop over few grants")
  void decide_manyRetiringPrincipals_isThatOfFew(int count) {
    assertRetires(count, i -> between(i, user(i), ALICE.arn()), Decision.ALLOWED);
    assertRetires(count, i -> between(i, ALICE.arn(), user(i)), Decision.IMPLICIT_DENY);
    assertRetires(
        count, i -> between(i, user(i), i == 7 ? ALICE.arn() : user(i)), Decision.INDETERMINATE);
  }

  private static void assertRetires(int count, IntFunction<Grant> grant, Decision expected) {
    List<Grant> grants = IntStream.range(0, count).mapToObj(grant).toList();
    try (Authorizer authorizer = Authorizer.builder().build()) {
      ActionHandle retire = authorizer.action("kms:RetireGrant");
      assertThat(
              authorizer.decide(
                  ALICE, retire, KEY, Policies.identity(), key(grants), RequestContext.empty()))
          .isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("The lists of the test are longer than those that are compiled at each use")
  void decide_grantsOfManyPrincipals_findsTheCallersGrants() {
    List<Grant> grants =
        IntStream.range(0, 1_000)
            .mapToObj(
                i ->
                    new Grant(
                        "g-" + i,
                        "",
                        KEY.arn(),
                        new GrantPrincipal.Principal("arn:aws:iam::111122223333:user/u" + i),
                        new GrantPrincipal.Nobody(),
                        List.of("Decrypt"),
                        GrantConstraints.none(),
                        "111122223333",
                        ""))
            .toList();
    KeyPolicies key = key(grants);
    try (Authorizer authorizer = Authorizer.builder().build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      Caller last = Caller.parse("arn:aws:iam::111122223333:user/u999");
      RequestContext empty = RequestContext.empty();

      assertThat(authorizer.decide(last, decrypt, KEY, Policies.identity(), key, empty))
          .isEqualTo(Decision.ALLOWED);
      assertThat(authorizer.decide(ALICE, decrypt, KEY, Policies.identity(), key, empty))
          .isEqualTo(Decision.IMPLICIT_DENY);
    }
  }
}
