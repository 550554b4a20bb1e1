package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.exact.MapEntries;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.UniqueIdFormula;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.RequestContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds examples of the values of every class of each key: of a key that is only compared with
 * literals, the literals and one other text; of any other key, the representatives of the {@link
 * EquivalenceClassCollector}. A key whose classes cannot be computed has none.
 */
final class KeyExamples {

  private static final RequestContext NOTHING_KNOWN = RequestContext.builder().unknown("*").build();

  private final KmsCatalogue catalogue;
  private final Map<String, List<Formula.Atom>> tests;

  /**
   * The examples for tests that read one key each.
   *
   * @param tests the tests by key
   */
  KeyExamples(KmsCatalogue catalogue, Map<String, List<Formula.Atom>> tests) {
    this.catalogue = catalogue;
    this.tests = tests;
  }

  /** The values of each key that has classes, divided into these classes. */
  Map<String, KeyPartition> partitions(WorkMeter meter) {
    Map<String, KeyPartition> partitions = new LinkedHashMap<>();
    EquivalenceClassCollector collector =
        new EquivalenceClassCollector(
            catalogue, new CountedContext(NOTHING_KNOWN, meter.counter()));
    tests.forEach(
        (key, ofKey) -> {
          ComparedLiterals literals = holdsOneText(key, ofKey) ? ComparedLiterals.of(ofKey) : null;
          if (literals == null) {
            ofKey.forEach(test -> collect(test, collector));
          } else {
            KeyPartition partition = new KeyPartition(key, ofKey, literals);
            partition.addLiterals(literals, meter);
            partitions.put(key, partition);
          }
        });
    collector
        .examples()
        .forEach(
            (key, values) -> {
              List<Formula.Atom> ofKey = tests.get(key);
              if (ofKey != null && !partitions.containsKey(key)) {
                KeyPartition partition = new KeyPartition(key, ofKey, null);
                values.forEach(value -> partition.add(value, meter));
                partitions.put(key, partition);
              }
            });
    return partitions;
  }

  /** Whether a key has a single value, which may be any text. */
  private boolean holdsOneText(String key, List<Formula.Atom> ofKey) {
    return catalogue
            .conditionKey(key)
            .filter(facts -> facts.type() == ValueType.STRING && !facts.multivalued())
            .map(ConditionKeyFacts::name)
            .isPresent()
        && !MapEntries.mayCount(key, conditions(ofKey), false, false);
  }

  private static List<Condition> conditions(List<Formula.Atom> tests) {
    return tests.stream()
        .filter(CompiledCondition.class::isInstance)
        .map(test -> ((CompiledCondition) test).test())
        .toList();
  }

  private static void collect(Formula.Atom test, EquivalenceClassCollector collector) {
    if (test instanceof CompiledCondition condition) {
      collector.add(
          new ContextDependencies(
              List.of(condition.test()), List.of(), List.of(), condition.hasVariables()));
    } else if (test instanceof UniqueIdFormula ids) {
      collector.add(new ContextDependencies(List.of(), List.of(), ids.uniqueIds(), false));
    }
  }
}
