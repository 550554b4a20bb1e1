package io.kmspolicy.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.TableEvaluator;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.model.request.ContextValue;
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

  private static final TableEvaluator EVALUATOR = TableEvaluator.create();
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
}
