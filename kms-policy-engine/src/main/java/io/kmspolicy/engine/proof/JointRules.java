package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.diagram.PairRule;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which values condition keys have together in the requests of AWS: {@code kms:ViaService} is
 * present only if {@code aws:ViaAWSService} is true, and the pair {@code kms:EncryptionContext:x}
 * is present exactly if {@code kms:EncryptionContextKeys} lists a spelling of {@code x}.
 */
final class JointRules {

  static final String VIA = DerivedKey.VIA_SERVICE.keyName();
  static final String VIA_AWS = DerivedKey.VIA_AWS_SERVICE.keyName();
  static final String KEYS = DerivedKey.ENCRYPTION_CONTEXT_KEYS.keyName();
  static final String PAIR = "kms:encryptioncontext:";
  private static final ConditionOperator LISTS =
      new ConditionOperator(Quantifier.FOR_ANY_VALUE, Comparison.STRING_EQUALS_IGNORE_CASE, false);

  private final List<PairRule> rules = new ArrayList<>();

  /** The names of the pairs that are tested, in lower case. */
  private final Set<String> names = new LinkedHashSet<>();

  JointRules(Vocabulary vocabulary) {
    Set<String> tested = vocabulary.testedKeys();
    if (tested.contains(VIA) && tested.contains(VIA_AWS)) {
      rules.add(
          new PairRule(
              VIA,
              VIA_AWS,
              (via, flag) ->
                  via.texts().isEmpty()
                      || flag.texts().stream().anyMatch("true"::equalsIgnoreCase)));
    }
    if (tested.contains(KEYS)) {
      tested.stream().filter(key -> key.startsWith(PAIR)).forEach(this::addPair);
    }
  }

  private void addPair(String key) {
    String name = key.substring(PAIR.length());
    names.add(name);
    Glob spellings = Glob.of(PolicyTemplate.text(name, false));
    rules.add(
        new PairRule(
            key, KEYS, (value, keys) -> value.texts().isEmpty() != lists(keys, spellings)));
  }

  private static boolean lists(ContextValue keys, Glob spellings) {
    return keys.texts().stream().anyMatch(spellings::matchesIgnoreCase);
  }

  List<PairRule> rules() {
    return rules;
  }

  /** Divides lists of pair names by whether they contain a spelling of a name. */
  void divide(EquivalenceClassCollector classes) {
    for (String name : names) {
      Condition test =
          new Condition(LISTS, KEYS, List.of(ConditionValue.of(name)), SourceLocation.nowhere());
      classes.add(ContextDependencies.of(test));
    }
  }

  /** Whether a request can have these values together. */
  boolean canOccur(Map<String, ContextValue> values) {
    return rules.stream()
        .allMatch(
            rule ->
                rule.canOccur()
                    .test(
                        values.getOrDefault(rule.first(), ContextValue.absent()),
                        values.getOrDefault(rule.second(), ContextValue.absent())));
  }
}
