package io.kmspolicy.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** What is missing for an open decision, beside an evaluator that tries all values (rule 6.13). */
@Label("missing information of small policies")
@AddLifecycleHook(Seeds.class)
class MissingInputsPropertyTest {

  private static final PolicyEvaluator EVALUATOR = PolicyEvaluator.tables();

  /**
   * The keys that make a difference: the value of the key changes the decision while the other
   * unknown keys keep theirs. Null if the decision is open for some values of all keys.
   */
  private static @Nullable Set<String> needed(SmallPolicy policy) {
    Set<String> needed = new LinkedHashSet<>();
    if (policy.unknownKeys().isEmpty()) {
      return null;
    }
    for (SmallKey key : policy.unknownKeys()) {
      List<SmallKey> others = new ArrayList<>(policy.unknownKeys());
      others.remove(key);
      for (SmallPolicy rest : completions(policy, others)) {
        Set<Boolean> results = new LinkedHashSet<>();
        for (SmallPolicy whole : completions(rest, List.of(key))) {
          Outcomes outcomes = whole.outcomes();
          if (outcomes.isOpen()) {
            return null;
          }
          results.add(outcomes.allowed());
        }
        if (results.size() > 1) {
          needed.add(key.key());
        }
      }
    }
    return needed;
  }

  private static List<SmallPolicy> completions(SmallPolicy policy, List<SmallKey> keys) {
    List<SmallPolicy> completions = List.of(policy);
    for (SmallKey key : keys) {
      List<SmallPolicy> more = new ArrayList<>();
      for (SmallPolicy one : completions) {
        for (ContextValue value : policy.possibleValues(key)) {
          more.add(one.with(Map.of(key, value)));
        }
      }
      completions = more;
    }
    return completions;
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 1_000)
  @Label("6.1-6.4, 6.13: what settles a decision is the set of keys that make a difference")
  void missing_openDecision_isWhatMakesADifference(@ForAll Random random) {
    SmallPolicy policy = SmallPolicy.random(random);
    Explanation explanation = EVALUATOR.explain(policy.request(), policy.policies());
    assertThat(explanation.decision())
        .as("%s", policy)
        .isEqualTo(EVALUATOR.decide(policy.request(), policy.policies()));
    if (explanation.decision() != Decision.INDETERMINATE || !policy.isExact()) {
      return;
    }
    List<MissingInformation> sets = explanation.missingInformation();
    Set<String> needed = needed(policy);
    Statistics.label("unknown, missing")
        .collect(
            policy.unknownKeys().size(),
            sets.isEmpty() ? 0 : sets.get(0).all().size(),
            needed == null ? "undocumented" : "documented");
    if (needed != null) {
      assertThat(sets).as("%s", policy).hasSize(1);
      assertThat(sets.get(0).context())
          .as("%s", policy)
          .containsExactlyInAnyOrderElementsOf(needed);
    }
  }
}
