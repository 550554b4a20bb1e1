package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.diagram.PairRule;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which values condition keys have together in the requests of AWS: {@code kms:ViaService} is
 * present only if {@code aws:ViaAWSService} is true, and the pair {@code kms:EncryptionContext:x}
 * is present exactly if {@code kms:EncryptionContextKeys} lists a spelling of {@code x}.
 */
final class JointRules {

  static final String VIA = "kms:viaservice";
  static final String VIA_AWS = "aws:viaawsservice";
  static final String KEYS = "kms:encryptioncontextkeys";
  static final String PAIR = "kms:encryptioncontext:";

  private final List<PairRule> rules = new ArrayList<>();

  /**
   * The names of the pairs that are tested, by name in lower case, with the spellings to divide.
   */
  private final Map<String, Set<String>> spellings = new LinkedHashMap<>();

  private final boolean comparesWhole;

  JointRules(Vocabulary vocabulary) {
    Set<String> tested = vocabulary.testedKeys();
    if (tested.contains(VIA) && tested.contains(VIA_AWS)) {
      rules.add(
          new PairRule(
              VIA, VIA_AWS, (via, flag) -> !isPresent(via) || texts(flag).contains("true")));
    }
    this.comparesWhole =
        vocabulary.tests().stream()
            .filter(test -> test.key().equalsIgnoreCase(KEYS))
            .allMatch(JointRules::comparesWhole);
    if (tested.contains(KEYS)) {
      tested.stream().filter(key -> key.startsWith(PAIR)).forEach(key -> addPair(key, vocabulary));
    }
  }

  private static boolean comparesWhole(Condition test) {
    Comparison comparison = test.operator().comparison();
    boolean whole =
        switch (comparison) {
          case STRING_EQUALS,
              STRING_NOT_EQUALS,
              STRING_EQUALS_IGNORE_CASE,
              STRING_NOT_EQUALS_IGNORE_CASE,
              NULL ->
              true;
          case STRING_LIKE, STRING_NOT_LIKE ->
              test.values().stream()
                  .noneMatch(
                      value -> value.text().indexOf('*') >= 0 || value.text().indexOf('?') >= 0);
          default -> false;
        };
    return whole && test.values().stream().noneMatch(value -> value.text().contains("$"));
  }

  private void addPair(String key, Vocabulary vocabulary) {
    String name = key.substring(PAIR.length());
    Set<String> divided = new HashSet<>(Set.of(name));
    Set<String> named = new HashSet<>();
    for (Condition test : vocabulary.tests()) {
      if (test.key().equalsIgnoreCase(KEYS)) {
        test.values().forEach(value -> named.add(value.text()));
      }
    }
    named.stream().filter(name::equalsIgnoreCase).forEach(divided::add);
    divided.add(otherSpelling(name, named));
    spellings.put(name, divided);
    rules.add(new PairRule(key, KEYS, (value, keys) -> canOccur(name, value, keys)));
  }

  /**
   * A spelling that no policy names: it stands for all of them; the name itself if all are named.
   */
  private static String otherSpelling(String name, Set<String> named) {
    char[] letters = name.toCharArray();
    for (int i = letters.length - 1; i >= 0; i--) {
      letters[i] = Character.toUpperCase(letters[i]);
      String spelling = new String(letters);
      if (!spelling.equals(name) && !named.contains(spelling)) {
        return spelling;
      }
    }
    return name;
  }

  private boolean canOccur(String name, ContextValue value, ContextValue keys) {
    boolean lists =
        comparesWhole
            ? texts(keys).contains(name)
            : keys instanceof ContextValue.Present present
                && present.values().stream()
                    .anyMatch(spellings.getOrDefault(name, Set.of())::contains);
    if (isPresent(value)) {
      return lists || (!comparesWhole && !texts(keys).isEmpty());
    }
    return !lists;
  }

  private static boolean isPresent(ContextValue value) {
    return value instanceof ContextValue.Present present && !present.values().isEmpty();
  }

  private static List<String> texts(ContextValue value) {
    return value instanceof ContextValue.Present present
        ? present.values().stream().map(text -> text.toLowerCase(Locale.ROOT)).toList()
        : List.of();
  }

  List<PairRule> rules() {
    return rules;
  }

  /** Makes each spelling that the rules distinguish a class of its own. */
  void addTexts(EquivalenceClassCollector classes) {
    spellings.values().forEach(divided -> divided.forEach(text -> classes.addText(KEYS, text)));
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
