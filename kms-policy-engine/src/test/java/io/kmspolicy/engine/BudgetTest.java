package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Decisions that hold for every value of one key stay certain beside any number of statements about
 * other keys, with the whole context unknown (rule 6.13).
 */
class BudgetTest {

  private static final String VPCE = "aws:SourceVpce";
  private static final String ALL_VALUES =
      "'StringEquals':{'" + VPCE + "':['vpce-1','vpce-2','vpce-3','vpce-4']}";
  private static final List<String> COVERING =
      List.of(
          ALL_VALUES,
          "'StringNotEquals':{'" + VPCE + "':['vpce-1','vpce-2']}",
          "'StringEquals':{'" + VPCE + "':'vpce-5'}");

  private static final AuthorizationRequest REQUEST =
      AuthorizationRequest.of(
          Caller.parse("arn:aws:iam::111122223333:user/alice"),
          "kms:Decrypt",
          KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
          RequestContext.builder().unknown("*").build());

  /** Beside more unrelated statements, the reference uses up its budget. */
  private static final int SETTLED = 6;

  private static final int FEW_STEPS = 10_000;

  private static PolicySet policies(List<String> statements) {
    return PolicySet.builder().key(Policies.key(statements.toArray(new String[0])).key()).build();
  }

  private static Decision decide(PolicyEvaluator evaluator, List<String> statements) {
    return evaluator.decide(REQUEST, policies(statements));
  }

  private static Explanation explain(List<String> statements) {
    return PolicyEvaluator.tables().explain(REQUEST, policies(statements));
  }

  private static String statement(String effect, String condition) {
    return "{'Effect':'"
        + effect
        + "','Principal':{'AWS':'arn:aws:iam::111122223333:user/alice'},"
        + "'Action':'kms:Decrypt','Resource':'*','Condition':{"
        + condition
        + "}}";
  }

  private static List<String> statements(String effect, int unrelated) {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < unrelated; i++) {
      statements.add(
          statement(effect, "'StringEquals':{'aws:PrincipalTag/t" + i + "':'v" + i + "'}"));
    }
    COVERING.forEach(condition -> statements.add(statement(effect, condition)));
    return statements;
  }

  /** Gives up soon where its budget is not enough. */
  private static PolicyEvaluator reference(int unrelated) {
    return unrelated <= SETTLED
        ? PolicyEvaluator.reference()
        : PolicyEvaluator.reference(FEW_STEPS);
  }

  /** Numbers of statements that settle nothing. */
  private static IntStream unrelated() {
    return IntStream.concat(IntStream.rangeClosed(0, 60), IntStream.of(200));
  }

  @ParameterizedTest
  @MethodSource("unrelated")
  @DisplayName("6.13: a permission for every value of a key is certain beside other statements")
  void decide_allowForEveryValue_isAllowed(int unrelated) {
    List<String> statements = statements("Allow", unrelated);

    assertThat(decide(PolicyEvaluator.tables(), statements)).isEqualTo(Decision.ALLOWED);
    assertThat(decide(reference(unrelated), statements))
        .isIn(Decision.ALLOWED, Decision.INDETERMINATE);
  }

  @Test
  @DisplayName("6.17: the reference counts the decisions that used up their steps, and no others")
  void exhaustedDecisions_oneOfTwo_isOne() {
    PolicyEvaluator reference = PolicyEvaluator.reference(FEW_STEPS);
    assertThat(decide(reference, statements("Allow", 0))).isEqualTo(Decision.ALLOWED);
    assertThat(reference.exhaustedDecisions()).isZero();

    assertThat(decide(reference, statements("Allow", 60))).isEqualTo(Decision.INDETERMINATE);

    assertThat(reference.exhaustedDecisions()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("unrelated")
  @DisplayName("6.13: a denial for every value of a key is certain beside other statements")
  void decide_denyForEveryValue_isExplicitDeny(int unrelated) {
    List<String> statements = statements("Deny", unrelated);
    statements.add(statement("Allow", "'Bool':{'aws:SecureTransport':'true'}"));

    assertThat(decide(PolicyEvaluator.tables(), statements)).isEqualTo(Decision.EXPLICIT_DENY);
    assertThat(decide(reference(unrelated), statements))
        .isIn(Decision.EXPLICIT_DENY, Decision.INDETERMINATE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 60})
  @DisplayName("6.13: a permission for all but one value of a key is not certain")
  void decide_allowForAllButOneValue_isIndeterminate(int unrelated) {
    List<String> statements = statements("Allow", unrelated);
    statements.remove(unrelated); // then vpce-1 and vpce-2 are not covered

    assertThat(decide(PolicyEvaluator.tables(), statements)).isEqualTo(Decision.INDETERMINATE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 10, 20, 40, 57, 58, 60})
  @DisplayName("6.13: an explanation is as certain as the tables beside any number of statements")
  void explain_forEveryValue_isCertain(int unrelated) {
    List<String> denying = statements("Deny", unrelated);
    denying.add(statement("Allow", "'Bool':{'aws:SecureTransport':'true'}"));

    assertThat(explain(statements("Allow", unrelated)).decision()).isEqualTo(Decision.ALLOWED);
    assertThat(explain(denying).decision()).isEqualTo(Decision.EXPLICIT_DENY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 60})
  @DisplayName("6.13: what settles an open decision is found among any number of unknown keys")
  void explain_statementsOnManyKeys_namesEachKey(int unrelated) {
    List<String> statements = statements("Allow", unrelated);
    statements.remove(unrelated);
    statements.remove(unrelated); // then only vpce-5 is covered

    Explanation explanation = explain(statements);

    assertThat(explanation.missingInformation()).hasSize(1);
    assertThat(explanation.missingInformation().get(0).context())
        .hasSize(unrelated + 1)
        .contains(VPCE, "aws:PrincipalTag/t0");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 1_000})
  @DisplayName("6.13, 6.17: many address ranges of an unknown key leave a check certain")
  void decide_manyAddresses_isDeniedWithinTheBudgetOfACheck(int ranges) {
    try (Authorizer authorizer = Authorizer.builder().build()) {
      PolicySet policies = policies(addresses(ranges));

      assertThat(
              authorizer.decide(
                  REQUEST.caller(),
                  authorizer.action("kms:Decrypt"),
                  (KmsResource.Key) REQUEST.resource(),
                  policies.principalPolicies(),
                  policies.keyPolicies(KeyManager.CUSTOMER),
                  REQUEST.context()))
          .isEqualTo(Decision.DENIED);
    }
  }

  /** An Allow for some addresses, and a Deny for all but another one. */
  private static List<String> addresses(int ranges) {
    String listed =
        IntStream.range(0, ranges)
            .mapToObj(i -> "'11.0." + i / 250 + "." + i % 250 + "/32'")
            .collect(Collectors.joining(","));
    return List.of(
        statement("Allow", "'IpAddress':{'aws:SourceIp':[" + listed + "]}"),
        statement("Deny", "'StringNotEquals':{'aws:SourceIp':'10.0.0.1'}"));
  }
}
