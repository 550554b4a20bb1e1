package io.kmspolicy.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.AccessCondition;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.explain.OpenAnswer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** The conditions of small policies beside an evaluator that tries all values (rule 6.13). */
@Label("conditions of small policies")
@AddLifecycleHook(Seeds.class)
class ConditionsPropertyTest {

  private static final PolicyEvaluator EVALUATOR = PolicyEvaluator.tables();
  private static final int CONTEXTS = 40;

  private static SmallPolicy completed(SmallPolicy policy, Random random) {
    SmallPolicy whole = policy;
    for (SmallKey key : policy.unknownKeys()) {
      List<ContextValue> values = policy.possibleValues(key);
      whole = whole.with(Map.of(key, values.get(random.nextInt(values.size()))));
    }
    return whole;
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 1_000)
  @Label("6.13: the condition of a decision holds exactly where the request is allowed")
  void conditions_anyContext_holdWhereTheRequestIsAllowed(@ForAll Random random) {
    SmallPolicy policy = SmallPolicy.random(random);
    Optional<ConditionExpression> found = EVALUATOR.conditions(policy.request(), policy.policies());
    Statistics.label("condition").collect(found.isPresent() ? "found" : "none");
    if (found.isEmpty()) {
      return;
    }
    for (int i = 0; i < CONTEXTS; i++) {
      SmallPolicy whole = completed(policy, random);
      Outcomes outcomes = whole.outcomes();
      if (!outcomes.isOpen()) {
        MatchResult result = found.get().evaluate(whole.request().context());
        MatchResult expected = MatchResult.of(outcomes.allowed());
        boolean holdsEmptyText = whole.holdsEmptyText();
        Statistics.label("context").collect(expected, holdsEmptyText ? "empty text" : "");
        boolean agrees =
            result == expected || (result == MatchResult.INDETERMINATE && holdsEmptyText);
        assertThat(agrees).as("%s: %s for %s", result, found.get().text(), whole).isTrue();
      }
    }
  }

  private static AccessCondition ofAuthorizer(SmallPolicy policy) {
    AuthorizationRequest request = policy.request();
    PolicySet policies = policy.policies();
    PolicySnapshot snapshot =
        PolicySnapshot.builder()
            .principal(request.caller(), policies.principalPolicies())
            .key(request.resource(), policies.keyPolicies(request.keyManager()))
            .build();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      return authorizer.conditions(
          request.caller(),
          authorizer.action(request.action()),
          request.resource().arn(),
          request.context());
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 1_000)
  @Label("6.13: an authorizer's condition holds where brute force allows, given what is known")
  void accessCondition_anyContext_agreesWithBruteForce(@ForAll Random random) {
    SmallPolicy policy = SmallPolicy.random(random);
    AccessCondition found = ofAuthorizer(policy);
    Statistics.label("kind").collect(found.getClass().getSimpleName());
    if (found instanceof AccessCondition.Unsettled unsettled) {
      assertThat(unsettled.reasons()).isNotEmpty();
      return;
    }
    for (int i = 0; i < CONTEXTS; i++) {
      SmallPolicy whole = completed(policy, random);
      Outcomes outcomes = whole.outcomes();
      if (!outcomes.isOpen()) {
        MatchResult result = found.evaluate(whole.request().context());
        boolean agrees =
            result == MatchResult.of(outcomes.allowed())
                || (result == MatchResult.INDETERMINATE && whole.holdsEmptyText());
        assertThat(agrees).as("%s: %s for %s", result, found.text(), whole).isTrue();
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261201", tries = 1_000)
  @Label("6.13: where the condition of an open answer fails, the denial is the one that it names")
  void openAnswer_anyContext_namesTheDenialOfBruteForce(@ForAll Random random) {
    SmallPolicy policy = SmallPolicy.random(random);
    Optional<OpenAnswer> found =
        EVALUATOR.explain(policy.request(), policy.policies()).openAnswer();
    Statistics.label("open").collect(found.flatMap(OpenAnswer::condition).isPresent());
    if (found.flatMap(OpenAnswer::condition).isEmpty()) {
      return;
    }
    OpenAnswer answer = found.get();
    for (int i = 0; i < CONTEXTS; i++) {
      SmallPolicy whole = completed(policy, random);
      Outcomes outcomes = whole.outcomes();
      boolean holds =
          !answer.condition().orElseThrow().evaluate(whole.request().context()).isNoMatch();
      if (!holds && outcomes.isSingle()) {
        Decision otherwise = answer.otherwise().orElseThrow().decision();
        Statistics.label("otherwise").collect(otherwise);
        assertThat(otherwise)
            .as("%s for %s", answer.text(), whole)
            .isIn(Decision.DENIED, outcomes.decision());
      }
    }
  }
}
