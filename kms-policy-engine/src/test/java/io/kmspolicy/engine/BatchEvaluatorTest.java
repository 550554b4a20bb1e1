package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.engine.reference.ReferenceEvaluator.Judgment;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompileLimits;
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

class BatchEvaluatorTest {

  private static final int SETS = 50;

  private final CountingEvaluator reference = new CountingEvaluator();
  private final PolicyCompiler compiler =
      new PolicyCompiler(
          KmsCatalogue.bundled(),
          new ActionIndex(KmsCatalogue.bundled()),
          CompileLimits.DEFAULT,
          new StepBudget(StepBudget.OF_AN_EVALUATION));
  private final BatchEvaluator batch = new BatchEvaluator(() -> compiler, reference);

  /** The reference, with the number of its decisions. */
  private static final class CountingEvaluator implements BatchEvaluator.Plain {

    private final ReferenceEvaluator reference =
        new ReferenceEvaluator(KmsCatalogue.bundled(), new StepBudget(StepBudget.OF_AN_EVALUATION));
    private int decisions;

    @Override
    public Judgment judge(AuthorizationRequest request, PolicySet policies) {
      decisions++;
      return reference.judge(request, policies);
    }
  }

  private static AuthorizationRequest request(String key) {
    return AuthorizationRequest.of(
        Caller.parse("arn:aws:iam::111122223333:user/alice"),
        "kms:Decrypt",
        KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/" + key),
        RequestContext.empty());
  }

  /** A policy set of its own for each number, read anew at each call. */
  private static PolicySet policies(int number) {
    return policies(number, 1);
  }

  /** Policies with so many statements that tables are worth it. */
  private static PolicySet large(int number) {
    return policies(number, BatchEvaluator.LARGE);
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
  @DisplayName("Policies that occur once are decided by the reference and never compiled")
  void decide_eachSetOnce_compilesNothing() {
    for (int i = 0; i < SETS; i++) {
      assertThat(batch.decide(request("a"), policies(i))).isEqualTo(Decision.ALLOWED);
    }
    assertThat(reference.decisions).isEqualTo(SETS);
    assertThat(compiler.compiledTables()).isZero();
  }

  @Test
  @DisplayName("A question that is asked often is compiled once; the reference decides it before")
  void decide_questionOften_compilesOnce() {
    for (int i = 0; i < 3 * BatchEvaluator.OFTEN; i++) {
      assertThat(batch.decide(request("a"), large(1))).isEqualTo(Decision.ALLOWED);
    }
    assertThat(reference.decisions).isEqualTo(BatchEvaluator.OFTEN - 1);
    assertThat(compiler.compiledTables()).as("identity and key policy").isEqualTo(2);
  }

  @Test
  @DisplayName("A question on few statements is never compiled, however often it is asked")
  void decide_fewStatements_compilesNothing() {
    for (int i = 0; i < 3 * BatchEvaluator.OFTEN; i++) {
      assertThat(batch.decide(request("a"), policies(1))).isEqualTo(Decision.ALLOWED);
    }
    assertThat(compiler.compiledTables()).isZero();
  }

  @Test
  @DisplayName("A question on 64 statements and grants is compiled, one on 63 is not")
  void decide_numberOfStatements_decidesWhatIsCompiled() {
    for (int i = 0; i < BatchEvaluator.OFTEN; i++) {
      batch.decide(request("a"), policies(1, BatchEvaluator.LARGE - 2));
    }
    assertThat(compiler.compiledTables()).isZero();

    for (int i = 0; i < BatchEvaluator.OFTEN; i++) {
      batch.decide(request("a"), policies(1, BatchEvaluator.LARGE - 1));
    }
    assertThat(compiler.compiledTables()).isEqualTo(2);
  }

  @Test
  @DisplayName("6.13: the tables decide where a limit ended the analysis of the reference")
  void decide_incompleteAnalysis_isThatOfTheTables() {
    BatchEvaluator limited =
        new BatchEvaluator(
            () -> compiler, (request, policies) -> new Judgment(Decision.INDETERMINATE, false));

    assertThat(limited.decide(request("a"), policies(1))).isEqualTo(Decision.ALLOWED);
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
    return large(1).toBuilder()
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
    for (int i = 0; i < 2 * BatchEvaluator.OFTEN; i++) {
      assertThat(requests.stream().map(request -> batch.decide(request, denied())))
          .containsExactly(
              Decision.EXPLICIT_DENY,
              Decision.ALLOWED,
              Decision.ALLOWED,
              Decision.IMPLICIT_DENY,
              Decision.IMPLICIT_DENY,
              Decision.INDETERMINATE);
    }
    assertThat(reference.decisions).isLessThan(BatchEvaluator.OFTEN);
  }

  @Test
  @DisplayName("Policies that occur often, with another key each time, are not compiled")
  void decide_otherKeys_compilesNothing() {
    for (int i = 0; i < 3 * BatchEvaluator.OFTEN; i++) {
      assertThat(batch.decide(request("k" + i), large(1))).isEqualTo(Decision.ALLOWED);
    }
    assertThat(reference.decisions).isEqualTo(3 * BatchEvaluator.OFTEN);
    assertThat(compiler.compiledTables()).isZero();
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

    assertThat(batch.decide(asked, policies)).isEqualTo(Decision.INDETERMINATE);
    assertThat(compiler.compiledTables()).isZero();
  }

  @ParameterizedTest
  @MethodSource("corpora")
  @DisplayName(
      "6.13: where no limit ended the analysis of the reference, the tables decide the same")
  void judge_complete_isWhatTheTablesDecide(Corpus corpus) {
    PolicyEvaluator tables = TableEvaluator.create();
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
    PolicyEvaluator plain = ReferenceAuthorizer.create();
    for (Scenario scenario : corpus.scenarios()) {
      assertThat(batch.decide(scenario.request(), scenario.policies()))
          .as(scenario.id())
          .isEqualTo(plain.decide(scenario.request(), scenario.policies()));
    }
  }

  private static AuthorizationRequest decrypt(String user, String key) {
    return AuthorizationRequest.of(
        Caller.parse("arn:aws:iam::111122223333:user/" + user),
        "kms:Decrypt",
        KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/" + key),
        RequestContext.empty());
  }

  /** Policies that allow one user, and what is given on one key. */
  private static PolicySet allowing(String action) {
    return policies(1, BatchEvaluator.LARGE).toBuilder()
        .identity(
            Policies.layer(
                PolicyType.IDENTITY,
                Stream.generate(() -> "{'Effect':'Allow','Action':'kms:ListKeys','Resource':'*'}")
                    .limit(BatchEvaluator.LARGE)
                    .toArray(String[]::new)))
        .key(
            Policies.layer(
                PolicyType.KEY,
                "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:user/Aa'},"
                    + "'Action':['kms:Encrypt','"
                    + action
                    + "'],'Resource':'arn:aws:kms:us-west-2:111122223333:key/Aa'}"))
        .build();
  }

  @Test
  @DisplayName("Questions with equal hash codes are decided each for itself")
  void decide_questionsWithEqualHashCodes_areDecidedEach() {
    PolicySet allowing = allowing("kms:Decrypt");
    PolicySet other = allowing("kms:Sign");
    assertThat("Aa").hasSameHashCodeAs("BB");
    assertThat(PolicyFingerprint.of(allowing)).isEqualTo(PolicyFingerprint.of(other));

    for (int i = 0; i < 2 * BatchEvaluator.OFTEN; i++) {
      assertThat(batch.decide(decrypt("Aa", "Aa"), allowing)).isEqualTo(Decision.ALLOWED);
      assertThat(batch.decide(decrypt("BB", "Aa"), allowing)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(batch.decide(decrypt("Aa", "BB"), allowing)).isNotEqualTo(Decision.ALLOWED);
      assertThat(batch.decide(decrypt("Aa", "Aa"), other)).isEqualTo(Decision.IMPLICIT_DENY);
    }
  }
}
