package io.kmspolicy.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.Evaluators;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/**
 * A decision with unknown keys beside the decisions of requests that agree with what is known. The
 * policies use what compares keys in unusual ways: grants, unique ids, variables of keys that key
 * policies do not support, defaults, and variables in resources.
 */
@Label("requests with hidden keys")
@AddLifecycleHook(Seeds.class)
class HiddenKeysPropertyTest {

  private static final int REQUESTS = 40;

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261128", tries = 2_000)
  @Label("6.13, 6.4: no request that agrees with what is known is decided otherwise")
  void decide_hiddenKeys_contradictsNoRequest(@ForAll Random random) {
    HiddenKeys question = HiddenKeys.random(random);
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      Decision open = decide(evaluator, question.hidden());
      Statistics.label(evaluator.toString()).collect(open);
      if (open != Decision.INDETERMINATE) {
        for (HiddenKeys.Request request : question.requests(REQUESTS)) {
          // A grant names pairs in one letter case; whether another is meant is not documented.
          boolean isComparable = open.isCertainDenial() || !request.isSpelledOtherwise();
          Decision whole = decide(evaluator, request.scenario());
          assertThat(!isComparable || Evaluators.refines(whole, open))
              .as("%s: %s, but %s for %s", question.hidden(), open, whole, request.scenario())
              .isTrue();
        }
      }
    }
  }

  private static Decision decide(PolicyEvaluator evaluator, String json) {
    Scenario scenario = ScenarioReader.create().read(json);
    AuthorizationRequest request = scenario.request();
    return evaluator.decide(request, scenario.policies());
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261130", tries = 1_000)
  @Label("6.13, 6.4: nor is any by an authorizer that is asked again, and has its diagrams")
  void decide_hiddenKeysAgain_contradictsNoRequest(@ForAll Random random) {
    HiddenKeys question = HiddenKeys.random(random);
    Scenario hidden = ScenarioReader.create().read(question.hidden());
    KmsResource.Key key = (KmsResource.Key) hidden.request().resource();
    PolicySnapshot snapshot =
        PolicySnapshot.builder()
            .principal(hidden.request().caller(), hidden.policies().principalPolicies())
            .key(key, hidden.policies().keyPolicies(KeyManager.CUSTOMER))
            .build();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      PrincipalHandle caller = authorizer.principal(hidden.request().caller());
      Decision first = Decision.INDETERMINATE;
      for (int time = 0; time < 4; time++) {
        Decision again =
            caller.decide(hidden.request().action(), key.arn(), hidden.request().context());
        assertThat(Evaluators.refines(again, first))
            .as("%s: %s after %s", question.hidden(), again, first)
            .isTrue();
        first = again;
      }
      Statistics.label("last").collect(first);
      if (first != Decision.INDETERMINATE) {
        for (HiddenKeys.Request request : question.requests(REQUESTS)) {
          Scenario whole = ScenarioReader.create().read(request.scenario());
          Decision known =
              caller.decide(whole.request().action(), key.arn(), whole.request().context());
          boolean isComparable = first.isCertainDenial() || !request.isSpelledOtherwise();
          assertThat(!isComparable || Evaluators.refines(known, first))
              .as("%s: %s, but %s for %s", question.hidden(), first, known, request.scenario())
              .isTrue();
          assertThat(known).isEqualTo(decide(Evaluators.ALL.get(0), request.scenario()));
        }
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261129", tries = 1_000)
  @Label("6.13: the tables are certain where the reference is")
  void decide_hiddenKeys_tablesAreAsCertain(@ForAll Random random) {
    HiddenKeys question = HiddenKeys.random(random);
    List<Decision> decisions = new ArrayList<>();
    Evaluators.ALL.forEach(evaluator -> decisions.add(decide(evaluator, question.hidden())));
    assertThat(Evaluators.refines(decisions.get(1), decisions.get(0)))
        .as("%s: reference and tables %s", question.hidden(), decisions)
        .isTrue();
  }
}
