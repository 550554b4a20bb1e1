package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompileLimits;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
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
  private final BatchEvaluator batch = new BatchEvaluator(compiler, reference);

  /** The reference, with the number of its decisions. */
  private static final class CountingEvaluator implements PolicyEvaluator {

    private final PolicyEvaluator reference = ReferenceAuthorizer.create();
    private int decisions;

    @Override
    public Decision decide(AuthorizationRequest request, PolicySet policies) {
      decisions++;
      return reference.decide(request, policies);
    }

    @Override
    public Explanation explain(AuthorizationRequest request, PolicySet policies) {
      return reference.explain(request, policies);
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
    return PolicySet.builder()
        .identity(
            Policies.layer(
                PolicyType.IDENTITY,
                "{'Sid':'S%d','Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}"
                    .formatted(number)))
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
  @DisplayName("Policies that occur again are compiled once, and the reference decides once")
  void decide_setAgain_compilesOnce() {
    for (int i = 0; i < 20; i++) {
      assertThat(batch.decide(request("a"), policies(1))).isEqualTo(Decision.ALLOWED);
      assertThat(batch.decide(request("b"), policies(1))).isEqualTo(Decision.ALLOWED);
    }
    assertThat(reference.decisions).isEqualTo(1);
    assertThat(compiler.compiledTables()).as("identity and key policy").isEqualTo(2);
  }

  static Stream<Corpus> corpora() {
    return Corpus.bundled().stream();
  }

  @ParameterizedTest
  @MethodSource("corpora")
  @DisplayName("The first decision on a scenario and all later ones are those of the reference")
  void decide_corpusThreeTimes_decidesAsTheReference(Corpus corpus) {
    PolicyEvaluator plain = ReferenceAuthorizer.create();
    for (Scenario scenario : corpus.scenarios()) {
      Decision expected = plain.decide(scenario.request(), scenario.policies());
      for (int i = 0; i < 3; i++) {
        assertThat(batch.decide(scenario.request(), scenario.policies()))
            .as("%s, time %d", scenario.id(), i)
            .isEqualTo(expected);
      }
    }
  }
}
