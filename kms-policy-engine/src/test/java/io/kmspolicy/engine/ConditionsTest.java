package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The conditions under which requests are allowed, as {@link PolicyEvaluator#tables} computes them.
 */
class ConditionsTest {

  private static final int POLICIES = 400;
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final KmsResource KEY =
      KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd");
  private static final List<String> CONDITIONS =
      List.of(
          "",
          ",'Condition':{'StringEquals':{'kms:EncryptionContext:t':'a'}}",
          ",'Condition':{'StringNotEquals':{'kms:EncryptionContext:t':'a'}}",
          ",'Condition':{'StringEquals':{'kms:EncryptionContext:t':['a','b']}}",
          ",'Condition':{'StringLike':{'kms:ViaService':'s3.*'}}",
          ",'Condition':{'Null':{'kms:ViaService':'true'},"
              + "'StringEquals':{'kms:EncryptionContext:t':'b'}}");

  private final PolicyEvaluator evaluator = PolicyEvaluator.tables();
  private final PolicyEvaluator reference = PolicyEvaluator.reference();
  private final Random random = new Random(6);

  private <T> T any(List<T> elements) {
    return elements.get(random.nextInt(elements.size()));
  }

  private String[] statements(List<String> principals) {
    String[] statements = new String[1 + random.nextInt(3)];
    for (int i = 0; i < statements.length; i++) {
      String effect = any(List.of("Allow", "Allow", "Deny"));
      statements[i] =
          "{'Effect':'%s',%s'Action':'kms:Decrypt','Resource':'*'%s}"
              .formatted(effect, any(principals), any(CONDITIONS));
    }
    return statements;
  }

  private PolicySet policies() {
    List<String> principals =
        List.of("'Principal':{'AWS':'111122223333'},", "'Principal':{'AWS':'" + ALICE + "'},");
    return PolicySet.builder()
        .identity(Policies.layer(PolicyType.IDENTITY, statements(List.of(""))))
        .key(Policies.layer(PolicyType.KEY, statements(principals)))
        .build();
  }

  private static PolicySet keyPolicy(List<String> conditions) {
    String[] statements = new String[conditions.size()];
    for (int i = 0; i < statements.length; i++) {
      statements[i] =
          "{'Effect':'Allow','Principal':{'AWS':'%s'},'Action':'kms:Decrypt','Resource':'*',"
                  .formatted(ALICE)
              + "'Condition':{"
              + conditions.get(i)
              + "}}";
    }
    return PolicySet.builder().key(Policies.layer(PolicyType.KEY, statements)).build();
  }

  private static AuthorizationRequest request(RequestContext context) {
    return AuthorizationRequest.of(Caller.parse(ALICE), "kms:Decrypt", KEY, context);
  }

  private Optional<ConditionExpression> conditions(PolicySet policies) {
    return evaluator.conditions(request(StatementAnalysis.anyContext()), policies);
  }

  private static RequestContext context(String tenant, String service) {
    RequestContext.Builder context = RequestContext.builder();
    if (!tenant.isEmpty()) {
      context.put("kms:EncryptionContext:t", tenant);
    }
    if (!service.isEmpty()) {
      context.put("kms:ViaService", service);
    }
    return context.build();
  }

  @Test
  @DisplayName("The condition of several layers holds if and only if the reference allows")
  void conditions_everyRequest_agreeWithTheReference() {
    int conditional = 0;
    for (int i = 0; i < POLICIES; i++) {
      PolicySet policies = policies();
      ConditionExpression found = conditions(policies).orElseThrow();
      boolean isConstant =
          found.equals(ConditionExpression.always()) || found.equals(ConditionExpression.never());
      conditional += isConstant ? 0 : 1;
      for (String tenant : List.of("", "a", "b", "c")) {
        for (String service : List.of("", "s3.us-west-2.amazonaws.com", "ebs.us-west-2.x")) {
          RequestContext context = context(tenant, service);
          Decision decision = reference.decide(request(context), policies);
          assertThat(found.evaluate(context))
              .as("%s: %s with %s", found.text(), policies, context)
              .isEqualTo(MatchResult.of(decision == Decision.ALLOWED));
        }
      }
    }
    assertThat(conditional).isGreaterThan(POLICIES / 10);
  }

  @Test
  @DisplayName("Statements on one key are one test with all values, however many there are")
  void conditions_manyValuesOfOneKey_areOneTest() {
    List<String> tenants = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      tenants.add("'StringEquals':{'kms:EncryptionContext:t':'" + i + "'}");
    }

    assertThat(conditions(keyPolicy(tenants)))
        .get()
        .isInstanceOfSatisfying(
            ConditionExpression.Predicate.class, test -> assertThat(test.values()).hasSize(300));
  }

  @Test
  @DisplayName("A condition with too many terms is the condition as the policies state it")
  void conditions_tooManyTerms_areThoseOfThePolicies() {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      pairs.add(
          "'StringEquals':{'aws:PrincipalTag/t%d':'a','aws:PrincipalTag/t%d':'b'}"
              .formatted(i, i + 1));
    }
    ConditionExpression found = conditions(keyPolicy(pairs)).orElseThrow();

    assertThat(found)
        .isInstanceOfSatisfying(
            ConditionExpression.Any.class, any -> assertThat(any.parts()).hasSize(80));
    RequestContext context =
        RequestContext.builder()
            .put("aws:PrincipalTag/t40", "a")
            .put("aws:PrincipalTag/t41", "b")
            .build();
    assertThat(found.evaluate(context)).isEqualTo(MatchResult.MATCH);
    assertThat(found.evaluate(RequestContext.empty())).isEqualTo(MatchResult.NO_MATCH);
  }

  private long steps(int count) {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tags.add("'StringEquals':{'aws:PrincipalTag/t" + i + "':'a'}");
    }
    StepCounter counter = new StepBudget(StepBudget.OF_AN_EVALUATION).start();
    CountedContext context = new CountedContext(StatementAnalysis.anyContext(), counter);
    assertThat(evaluator.conditions(request(RequestContext.empty()).in(context), keyPolicy(tags)))
        .isPresent();
    return counter.spent();
  }

  @Test
  @DisplayName("6.17: the steps of a condition grow as the number of its tests does")
  void conditions_manyStatements_takeStepsInProportion() {
    long few = steps(100);

    assertThat(few).isLessThan(20_000);
    assertThat(steps(400)).isLessThan(6 * few);
  }

  private static String statement(String effect, String conditions) {
    return "{'Effect':'%s','Principal':{'AWS':'%s'},'Action':'kms:Decrypt','Resource':'*'"
            .formatted(effect, ALICE)
        + ",'Condition':{"
        + conditions
        + "}}";
  }

  @ParameterizedTest(name = "{0} without {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'StringEquals':{'aws:SourceVpc':['a','b']} | 'StringEquals':{'aws:SourceVpc':'c'} | `aws:SourceVpc` is `a` or `b`",
        "'StringEquals':{'aws:SourceVpc':'a'}"
            + " | 'StringEquals':{'aws:SourceVpc':'b','aws:SourceVpce':'x'} | `aws:SourceVpc` is `a`",
        "'StringEquals':{'aws:SourceVpc':'a'}"
            + " | 'StringEquals':{'aws:SourceVpce':'x','aws:PrincipalTag/t':'y'} | `aws:SourceVpc` is `a`"
            + " and (`aws:SourceVpce` is absent or is not `x`"
            + " or `aws:PrincipalTag/t` is absent or is not `y`)",
        "'Null':{'aws:SourceVpce':'false'} | 'StringNotEquals':{'aws:SourceVpce':'x'} | `aws:SourceVpce` is `x`",
        "'StringNotEquals':{'aws:SourceVpce':['x','']} | 'Null':{'aws:SourceVpce':'true'} | `aws:SourceVpce` is there"
            + " and (`aws:SourceVpce` is absent or is neither `x` nor ``)",
        "'StringEquals':{'aws:SourceVpc':'a'} | 'StringEquals':{'aws:SourceVpc':'a'} | never",
        "'StringEquals':{'aws:SourceVpc':'${aws:PrincipalTag/t}'}"
            + " | 'StringEquals':{'aws:SourceVpc':'a'} | `aws:SourceVpc` is `${aws:PrincipalTag/t}`"
            + " and (`aws:SourceVpc` is absent or is not `a`)",
        "'StringEquals':{'aws:ResourceTag/t':'a'} | 'StringEquals':{'aws:ResourceTag/t':'b'} | `aws:ResourceTag/t` is `a`"
      })
  @DisplayName("6.13: tests of one key exclude each other; those of other keys are stated apart")
  void conditions_allowAndDeny_areStatedShortly(String allow, String deny, String expected) {
    PolicySet policies =
        PolicySet.builder()
            .key(Policies.layer(PolicyType.KEY, statement("Allow", allow), statement("Deny", deny)))
            .build();

    assertThat(conditions(policies).map(ConditionExpression::text).orElse("none"))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'Null':{'aws:SourceVpce':'false'} | always",
        "'StringNotEquals':{'aws:SourceVpce':'x'},'Null':{'aws:SourceVpce':'false'} | `aws:SourceVpce` is absent or is not `x`",
        "'StringEquals':{'aws:SourceVpc':'${aws:SourceVpce}'} | `aws:SourceVpc` is `${aws:SourceVpce}`",
        "'StringEquals':{'aws:PrincipalTag/known':'k','aws:SourceVpc':'x'} | `aws:SourceVpc` is `x`",
        "'StringEquals':{'aws:PrincipalTag/known':'other','aws:SourceVpc':'x'} | never",
        "'StringEquals':{'aws:PrincipalTag/several':'k','aws:SourceVpc':'x'} | none"
      })
  @DisplayName("6.13: a key that is known to be present has a value, and known keys are no tests")
  void conditions_knownKeys_areLeftOut(String allow, String expected) {
    RequestContext context =
        RequestContext.builder()
            .unknown("*")
            .set("aws:SourceVpce", ContextValue.presentUnknown())
            .put("aws:PrincipalTag/known", "k")
            .put("aws:PrincipalTag/several", "k", "l")
            .build();

    assertThat(
            evaluator
                .conditions(request(context), keyPolicy(List.of(allow)))
                .map(ConditionExpression::text)
                .orElse("none"))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("A decision that depends on an unknown layer is no condition on keys")
  void conditions_unknownLayer_areNone() {
    PolicySet policies =
        keyPolicy(List.of("'StringEquals':{'kms:EncryptionContext:t':'a'}")).toBuilder()
            .serviceControl(OrganizationLayer.unknown())
            .build();

    assertThat(conditions(policies)).isEmpty();
  }

  @Test
  @DisplayName("1.8: a policy that names unique ids is a condition on the id of the caller")
  void conditions_uniqueIds_areTestsOfTheUserId() {
    String id = "AIDAEXAMPLEEXAMPLE123";
    String allow =
        "{'Effect':'Allow','Principal':{'AWS':'%s'},'Action':'kms:Decrypt','Resource':'*'}"
            .formatted(id);
    String everybody = allow.replace(id, ALICE);
    String deny = allow.replace("Allow", "Deny");
    String match = "`aws:userid` matches `" + id + "` or `" + id + ":*`";
    String fail = "`aws:userid` is absent or matches neither `" + id + "` nor `" + id + ":*`";

    assertThat(textOf(allow)).isEqualTo(match);
    assertThat(textOf(everybody, deny)).isEqualTo(fail);
  }

  private String textOf(String... statements) {
    PolicySet policies =
        PolicySet.builder().key(Policies.layer(PolicyType.KEY, statements)).build();
    return conditions(policies).orElseThrow().text();
  }
}
