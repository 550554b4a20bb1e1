package io.kmspolicy.engine;

import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.ContextValue;
import io.kmspolicy.model.GrantLayer;
import io.kmspolicy.model.PolicySet;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the three-valued answer exact where one unknown occurs more than once (rule 6.13): it looks
 * at one value of each class that the policies tell apart, key by key, within a budget. Where the
 * budget or the classes do not suffice, the plain three-valued answer stands, which is sound.
 */
final class PossibleWorlds {

  /** How many worlds are evaluated for one question. */
  private static final int MOST_WORLDS = 4_000;

  private final RequestFacts facts;
  private final PolicySet policies;
  private final KmsCatalogue catalogue;
  private int worlds;

  PossibleWorlds(RequestFacts facts, PolicySet policies, KmsCatalogue catalogue) {
    this.facts = facts;
    this.policies = policies;
    this.catalogue = catalogue;
  }

  Outcomes outcomes(List<Evaluation> cases) {
    Outcomes result = Outcomes.NONE;
    for (Evaluation evaluation : cases) {
      result = result.or(outcomes(evaluation));
    }
    return result;
  }

  private Outcomes outcomes(Evaluation evaluation) {
    ConditionContext known = facts.request().context();
    AssumedContext context = new AssumedContext(known, Map.of());
    Outcomes plain = evaluation.outcomes(context, MatchResult.INDETERMINATE);
    if (plain.isSingle()) {
      return plain;
    }
    Map<String, List<ContextValue>> examples = examples(evaluation, context);
    Outcomes result = Outcomes.NONE;
    // Rule 3.5 leaves open whether an empty value is null, but AWS takes it one way throughout.
    for (MatchResult emptyIsNull : List.of(MatchResult.MATCH, MatchResult.NO_MATCH)) {
      result = new World(evaluation, examples, emptyIsNull).explore(new HashMap<>(), result);
    }
    return result;
  }

  private Map<String, List<ContextValue>> examples(Evaluation evaluation, AssumedContext context) {
    UnknownKeys keys = new UnknownKeys(catalogue, facts.request().context());
    evaluation.evaluate(
        context,
        MatchResult.INDETERMINATE,
        match -> {
          if (match.applies() == MatchResult.INDETERMINATE) {
            keys.add(match);
          }
        });
    if (policies.grants() instanceof GrantLayer.Known grants) {
      grants.grants().forEach(keys::add);
    }
    return keys.examples();
  }

  /** The exploration of one reading of the rules. */
  private final class World {

    private final Evaluation evaluation;
    private final Map<String, List<ContextValue>> examples;
    private final MatchResult emptyIsNull;

    World(
        Evaluation evaluation, Map<String, List<ContextValue>> examples, MatchResult emptyIsNull) {
      this.evaluation = evaluation;
      this.examples = examples;
      this.emptyIsNull = emptyIsNull;
    }

    Outcomes explore(Map<String, ContextValue> assumed, Outcomes before) {
      AssumedContext context = new AssumedContext(facts.request().context(), assumed);
      Outcomes here = evaluation.outcomes(context, emptyIsNull);
      worlds++;
      if (here.isSingle() || before.isOpen()) {
        return before.or(here);
      }
      for (String key : context.missing()) {
        List<ContextValue> values = examples.get(key);
        if (values != null && worlds < MOST_WORLDS) {
          return explore(assumed, before, key, values);
        }
      }
      return before.or(here);
    }

    private Outcomes explore(
        Map<String, ContextValue> assumed, Outcomes before, String key, List<ContextValue> values) {
      Outcomes result = before;
      for (ContextValue value : values) {
        if (!result.isOpen()) {
          assumed.put(key, value);
          result = explore(assumed, result);
          assumed.remove(key);
        }
      }
      return result;
    }
  }
}
