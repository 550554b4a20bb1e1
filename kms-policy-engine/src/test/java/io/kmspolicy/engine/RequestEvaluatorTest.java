package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.engine.reference.ReferenceEvaluator.Judgment;
import io.kmspolicy.engine.row.OpenDecisions;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The evaluator for scenarios: the reference, and tables where its analysis was cut short. */
class RequestEvaluatorTest {

  private static final int SETS = 50;

  /** So many that one question of this size would repay its compilation. */
  private static final int MANY_STATEMENTS = 100;

  /** The steps for a plain decision, but not for the analysis of an unknown key. */
  private static final int FEW_STEPS = 500;

  private final PolicyCompiler compiler =
      new PolicyCompiler(
          KmsCatalogue.bundled(),
          new ActionIndex(KmsCatalogue.bundled()),
          CompileLimits.DEFAULT,
          new StepBudget(StepBudget.OF_AN_EVALUATION));
  private final PolicyEvaluator scenarios = withSteps(StepBudget.OF_AN_EVALUATION);
  private final ReferenceEvaluator reference =
      new ReferenceEvaluator(KmsCatalogue.bundled(), new StepBudget(StepBudget.OF_AN_EVALUATION));

  private PolicyEvaluator withSteps(int steps) {
    return RequestEvaluator.referenceFirst(
        new StepBudget(steps),
        () -> new TableDecisions(compiler, OpenDecisions.interner(compiler)));
  }

  private static AuthorizationRequest request(String key) {
    return AuthorizationRequest.of(
        Caller.parse("arn:aws:iam::111122223333:user/alice"),
        "kms:Decrypt",
        KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/" + key),
        RequestContext.empty());
  }

  private static PolicySet policies(int number, int statements) {
    List<String> identity = new ArrayList<>();
    for (int i = 0; i < statements; i++) {
      identity.add(
          "{'Sid':'S%dN%d','Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}"
              .formatted(number, i));
    }
    return PolicySet.builder()
        .identity(Policies.layer(PolicyType.IDENTITY, String.join(",", identity)))
        .key(Policies.layer(PolicyType.KEY, Policies.DELEGATING))
        .build();
  }

  @Test
  @DisplayName("Policies of requests are decided by the reference and never compiled")
  void decide_eachSetOnce_compilesNothing() {
    for (int i = 0; i < SETS; i++) {
      assertThat(scenarios.decide(request("a"), policies(i, 1))).isEqualTo(Decision.ALLOWED);
    }
    assertThat(compiler.compiledTables()).isZero();
  }

  @Test
  @DisplayName("Large policies are not compiled either, however often a question is asked")
  void decide_sameQuestionOften_compilesNothing() {
    for (int i = 0; i < SETS; i++) {
      assertThat(scenarios.decide(request("a"), policies(1, MANY_STATEMENTS)))
          .isEqualTo(Decision.ALLOWED);
    }
    assertThat(compiler.compiledTables()).isZero();
  }

  /** Allows every value of a key, in two statements among others that settle nothing. */
  private static PolicySet allowingEveryValue() {
    List<String> identity = new ArrayList<>();
    String allow = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*','Condition':{%s}}";
    for (int i = 0; i < 40; i++) {
      identity.add(allow.formatted("'StringEquals':{'aws:PrincipalTag/t" + i + "':'v'}"));
    }
    identity.add(allow.formatted("'StringEquals':{'aws:SourceVpce':'vpce-1'}"));
    identity.add(allow.formatted("'StringNotEquals':{'aws:SourceVpce':'vpce-1'}"));
    return PolicySet.builder()
        .identity(Policies.layer(PolicyType.IDENTITY, identity.toArray(String[]::new)))
        .key(Policies.layer(PolicyType.KEY, Policies.DELEGATING))
        .build();
  }

  @Test
  @DisplayName("6.13: the tables decide where a limit ended the analysis of the reference")
  void decide_incompleteAnalysis_isThatOfTheTables() {
    AuthorizationRequest asked = request("a").in(RequestContext.builder().unknown("*").build());
    PolicySet policies = allowingEveryValue();
    assertThat(PolicyEvaluator.reference(FEW_STEPS).decide(asked, policies))
        .isEqualTo(Decision.INDETERMINATE);

    assertThat(withSteps(FEW_STEPS).decide(asked, policies)).isEqualTo(Decision.ALLOWED);
    assertThat(compiler.compiledTables()).as("identity and key policy").isEqualTo(2);
  }

  private static AuthorizationRequest request(
      String action, String grantId, KeyManager manager, String account) {
    AuthorizationRequest plain = request("a");
    return new AuthorizationRequest(
        plain.caller(), action, plain.resource(), plain.context(), grantId, manager, account);
  }

  /** The key policy allows to encrypt, and what a resource control policy denies. */
  private static PolicySet denied() {
    String alice = "'Principal':{'AWS':'arn:aws:iam::111122223333:user/alice'},";
    PolicyLayer.Attached control =
        (PolicyLayer.Attached)
            Policies.layer(
                PolicyType.RESOURCE_CONTROL,
                "{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}",
                "{'Effect':'Deny','Principal':'*','Action':'kms:Decrypt','Resource':'*'}");
    return policies(1, 1).toBuilder()
        .key(
            Policies.layer(
                PolicyType.KEY,
                Policies.DELEGATING,
                "{'Effect':'Allow'," + alice + "'Action':'kms:Encrypt','Resource':'*'}"))
        .resourceControl(
            OrganizationLayer.of(new OrganizationLayer.Level("root", control.policies())))
        .build();
  }

  @Test
  @DisplayName("4.2, 5.14: questions that differ in one part only are decided each for itself")
  void decide_questionsAlike_areDecidedEach() {
    List<AuthorizationRequest> requests =
        List.of(
            request("kms:Decrypt", "", KeyManager.CUSTOMER, ""),
            request("kms:Decrypt", "", KeyManager.AWS, ""),
            request("kms:Encrypt", "", KeyManager.CUSTOMER, ""),
            request("kms:Encrypt", "", KeyManager.CUSTOMER, "444455556666"),
            request("kms:RetireGrant", "", KeyManager.CUSTOMER, ""),
            request("kms:RetireGrant", "g-1", KeyManager.CUSTOMER, ""));
    PolicySet denied = denied();
    for (PolicyEvaluator evaluator : List.of(scenarios, PolicyEvaluator.tables())) {
      for (int again = 0; again < 2; again++) {
        assertThat(requests.stream().map(request -> evaluator.decide(request, denied)))
            .as("%s", evaluator)
            .containsExactly(
                Decision.EXPLICIT_DENY,
                Decision.ALLOWED,
                Decision.ALLOWED,
                Decision.IMPLICIT_DENY,
                Decision.IMPLICIT_DENY,
                Decision.INDETERMINATE);
      }
    }
  }

  @Test
  @DisplayName("6.13: an open decision whose analysis no limit ended is not asked of the tables")
  void decide_openAnalyzedWhole_compilesNothing() {
    AuthorizationRequest asked =
        request("a").in(RequestContext.builder().unknown("aws:SourceVpce").build());
    PolicySet policies =
        PolicySet.builder()
            .identity(
                Policies.layer(
                    PolicyType.IDENTITY,
                    "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*',"
                        + "'Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'}}}"))
            .key(Policies.layer(PolicyType.KEY, Policies.DELEGATING))
            .build();

    assertThat(scenarios.decide(asked, policies)).isEqualTo(Decision.INDETERMINATE);
    assertThat(compiler.compiledTables()).isZero();
  }

  @ParameterizedTest
  @MethodSource("corpora")
  @DisplayName(
      "6.13: where no limit ended the analysis of the reference, the tables decide the same")
  void judge_complete_isWhatTheTablesDecide(Corpus corpus) {
    PolicyEvaluator tables = PolicyEvaluator.tables();
    for (Scenario scenario : corpus.scenarios()) {
      Judgment judged = reference.judge(scenario.request(), scenario.policies());
      if (judged.isComplete()) {
        assertThat(tables.decide(scenario.request(), scenario.policies()))
            .as(scenario.id())
            .isEqualTo(judged.decision());
      }
    }
  }

  static Stream<Corpus> corpora() {
    return Corpus.bundled().stream();
  }

  @ParameterizedTest
  @MethodSource("corpora")
  @DisplayName("The decisions on a corpus are those of the reference")
  void decide_corpus_decidesAsTheReference(Corpus corpus) {
    for (Scenario scenario : corpus.scenarios()) {
      assertThat(scenarios.decide(scenario.request(), scenario.policies()))
          .as(scenario.id())
          .isEqualTo(reference.decide(scenario.request(), scenario.policies()));
    }
  }
}
