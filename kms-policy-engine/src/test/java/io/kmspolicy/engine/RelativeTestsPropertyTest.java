package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** Policy variables that stand for the name of a key, asked about many keys by one authorizer. */
@Label("2.10-2.13: tests relative to the key of the request")
@AddLifecycleHook(Seeds.class)
class RelativeTestsPropertyTest {

  private static final Caller ROLE = Caller.parse("arn:aws:iam::111122223333:role/App");
  private static final List<String> IDS = List.of("1234abcd", "5678efab", "mrk-1234abcd");
  private static final String TAG = "aws:PrincipalTag/KmsKeyId";
  private static final String OTHER_TAG = "aws:PrincipalTag/Other";
  private static final String UNSUPPORTED = "aws:ResourceTag/KmsKeyId";

  /** Plain, with text around, with a wildcard, with a default, two variables, early, and whole. */
  private static final List<String> PATTERNS =
      List.of(
          "arn:aws:kms:*:*:key/${" + TAG + "}",
          "arn:aws:kms:*:*:key/${" + TAG + "}",
          "arn:aws:kms:us-west-2:111122223333:key/${" + TAG + "}",
          "arn:aws:kms:*:*:key/mrk-${" + TAG + "}",
          "arn:aws:kms:*:*:${" + TAG + "}",
          "arn:aws:kms:*:*:key/${" + OTHER_TAG + "}",
          "arn:aws:kms:*:*:alias/${" + TAG + "}",
          "arn:aws:kms:*:*:key/${" + TAG + "}*",
          "arn:aws:kms:*:*:key/${" + TAG + ", \\u00271234abcd\\u0027}",
          "arn:aws:kms:*:*:key/${" + TAG + "}${" + OTHER_TAG + "}",
          "arn:aws:kms:*:*:key/${" + UNSUPPORTED + "}",
          "arn:aws:kms:*:${" + OTHER_TAG + "}:key/1234abcd",
          "${" + TAG + "}",
          "arn:aws:kms:*:*:key/1234abcd",
          "*");

  private static final List<String> CONDITIONS =
      List.of(
          "",
          "",
          "",
          "'StringEquals':{'" + TAG + "':'1234abcd'}",
          "'StringNotEquals':{'" + TAG + "':'5678efab'}",
          "'StringEquals':{'" + TAG + "':'${" + OTHER_TAG + "}'}",
          "'StringLike':{'" + OTHER_TAG + "':'mrk-*'}",
          "'Null':{'" + TAG + "':'false'}",
          "'StringEquals':{'kms:ViaService':'s3.us-west-2.amazonaws.com'}");

  private static List<KmsResource> resources() {
    return Stream.of(
            "us-west-2:111122223333:", "eu-west-1:111122223333:", "us-west-2:444455556666:")
        .flatMap(place -> IDS.stream().map(id -> "arn:aws:kms:" + place + "key/" + id))
        .map(KmsResource::parse)
        .toList();
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  private static String statement(boolean hasPrincipal, Random random) {
    List<String> patterns = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      patterns.add("'" + any(PATTERNS, random) + "'");
    }
    return "{'Effect':'%s',%s'Action':'kms:%s','%sResource':[%s],'Condition':{%s}}"
        .formatted(
            random.nextInt(4) == 0 ? "Deny" : "Allow",
            hasPrincipal ? "'Principal':{'AWS':'111122223333'}," : "",
            random.nextBoolean() ? "*" : "Decrypt",
            random.nextInt(4) == 0 ? "Not" : "",
            String.join(",", patterns),
            any(CONDITIONS, random));
  }

  private static String[] statements(boolean hasPrincipal, Random random) {
    return Stream.generate(() -> statement(hasPrincipal, random))
        .limit(1 + random.nextInt(3))
        .toArray(String[]::new);
  }

  private static KeyPolicies key(Random random) {
    return random.nextInt(3) == 0
        ? Policies.key(statements(true, random))
        : Policies.key(Policies.DELEGATING);
  }

  private static ConditionContext context(Random random) {
    RequestContext.Builder context = RequestContext.builder();
    List<ContextValue> values =
        List.of(
            ContextValue.absent(),
            ContextValue.unknown(),
            ContextValue.unknown(),
            ContextValue.presentUnknown(),
            ContextValue.of("1234abcd"),
            ContextValue.of("1234abcd"),
            ContextValue.of("5678efab"),
            ContextValue.of("key/1234abcd"),
            ContextValue.of("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
            ContextValue.of(""),
            ContextValue.of("1234abcd", "5678efab"));
    for (String name : List.of(TAG, OTHER_TAG, UNSUPPORTED)) {
      context.set(name, any(values, random));
    }
    if (random.nextBoolean()) {
      context.unknown("kms:ViaService");
    }
    return context.build();
  }

  private static AuthorizationRequest request(
      String action, KmsResource resource, ConditionContext context) {
    return new AuthorizationRequest(ROLE, action, resource, context, "", KeyManager.CUSTOMER, "");
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  @Label(
      "a decision refines the reference, is the same each time, and equal residuals decide alike")
  @StatisticsReport(StatisticsReportMode.OFF)
  void decide_manyKeys_refinesTheReference(@ForAll long seed) {
    Random random = new Random(seed);
    PolicyEvaluator reference = PolicyEvaluator.reference();
    PrincipalPolicies own = Policies.identity(statements(false, random));
    KeyPolicies shared = key(random);
    List<KmsResource> resources = resources();
    PolicySnapshot.Builder snapshot = PolicySnapshot.builder().principal(ROLE, own);
    List<KeyPolicies> keys = new ArrayList<>();
    for (KmsResource resource : resources) {
      keys.add(random.nextInt(4) == 0 ? key(random) : shared);
      snapshot.key(resource, keys.get(keys.size() - 1));
    }
    List<ConditionContext> contexts = Stream.generate(() -> context(random)).limit(6).toList();
    IdentityHashMap<Object, List<Decision>> byResidual = new IdentityHashMap<>();
    Authorizer.Builder builder = Authorizer.builder().policies(snapshot.build());
    if (random.nextBoolean()) {
      builder.factsFromIdentity();
    }
    try (Authorizer authorizer = builder.build()) {
      PrincipalHandle app = authorizer.principal(ROLE);
      for (String name : List.of("kms:Decrypt", "kms:Encrypt")) {
        ActionHandle action = authorizer.action(name);
        for (int i = 0; i < resources.size(); i++) {
          KmsResource resource = resources.get(i);
          String arn = resource.arn();
          PolicySet policies = PolicySet.of(own, keys.get(i));
          List<Decision> decisions =
              contexts.stream().map(context -> app.decide(action, arn, context)).toList();
          for (int c = 0; c < contexts.size(); c++) {
            ConditionContext context = contexts.get(c);
            Decision expected = reference.decide(request(name, resource, context), policies);

            assertThat(Evaluators.refines(decisions.get(c), expected))
                .as(
                    "%s, reference %s: %s on %s in %s",
                    decisions.get(c), expected, own, arn, context)
                .isTrue();
          }
          assertThat(contexts.stream().map(context -> app.decide(action, arn, context)))
              .as("asked again about %s: %s", arn, own)
              .isEqualTo(decisions);
          Object residual = authorizer.residual(ROLE, action, resource, own, keys.get(i));
          assertThat(byResidual.computeIfAbsent(residual, first -> decisions))
              .as("a residual of several questions: %s, %s", own, residual)
              .isEqualTo(decisions);
        }
      }
    }
    long open =
        byResidual.values().stream()
            .flatMap(List::stream)
            .filter(decision -> decision == Decision.INDETERMINATE)
            .count();
    Statistics.label("answers are certain and open")
        .collect(open > 0 && byResidual.size() > 1)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  @Label("aliases, keys to be created and unknown keys are decided as the reference does")
  void decide_otherResources_refinesTheReference(@ForAll long seed) {
    Random random = new Random(seed);
    PolicySet policies = PolicySet.of(Policies.identity(statements(false, random)), key(random));
    ConditionContext context = context(random);
    for (KmsResource resource :
        List.of(
            KmsResource.parse("arn:aws:kms:us-west-2:111122223333:alias/1234abcd"),
            new KmsResource.NewKey("aws", "us-west-2", "111122223333", false),
            new KmsResource.UnknownKey("aws", "us-west-2"),
            KmsResource.parse("*"))) {
      for (String action : List.of("kms:CreateAlias", "kms:Decrypt", "kms:TagResource")) {
        AuthorizationRequest request = request(action, resource, context);
        Decision expected = PolicyEvaluator.reference().decide(request, policies);
        Decision found = PolicyEvaluator.tables().decide(request, policies);

        assertThat(Evaluators.refines(found, expected))
            .as("%s, reference %s: %s for %s", found, expected, policies, request)
            .isTrue();
        assertThat(PolicyEvaluator.tables().explain(request, policies).decision()).isEqualTo(found);
      }
    }
  }
}
