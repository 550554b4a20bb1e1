package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.catalogue.ValueType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The pairs of unknown keys one of which is compared with a policy variable of the other. The
 * result of such a comparison is the same for all values of two classes only if each class is one
 * text, so of any other pair one key has to stay unknown (rule 6.13). Not thread-safe.
 */
final class KeyComparisons {

  /**
   * A pair.
   *
   * @param key the key that is compared
   * @param variable the key of the variable
   */
  private record Pair(String key, String variable) {

    boolean matches(Predicate<String> either) {
      return either.test(key) || either.test(variable);
    }
  }

  private final Set<Pair> pairs = new LinkedHashSet<>();

  void add(String key, String variable) {
    pairs.add(new Pair(key, variable));
  }

  /** Whether a key is compared with another unknown key. */
  boolean contain(String key) {
    return pairs.stream().anyMatch(pair -> pair.matches(key::equals));
  }

  /** The keys in the order of their first comparisons. */
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (Pair pair : pairs) {
      keys.add(pair.key());
      keys.add(pair.variable());
    }
    return keys;
  }

  /**
   * Removes the pairs that have classes of more than one text, and those with a key that stays
   * unknown.
   *
   * @param isByText whether each class of a key is one text
   * @param tested the keys that are also compared with something else
   * @param open the keys that stay unknown, to which this adds at most one key of each pair
   */
  void keepExact(Predicate<String> isByText, Set<String> tested, Set<String> open) {
    // What a key is used for; tests of its own count twice, so that one use is this pair only.
    Map<String, Integer> comparisons = new HashMap<>();
    for (Pair pair : pairs) {
      comparisons.merge(pair.key(), tested.contains(pair.key()) ? 2 : 1, Integer::sum);
      comparisons.merge(pair.variable(), tested.contains(pair.variable()) ? 2 : 1, Integer::sum);
    }
    for (Pair pair : pairs) {
      if (!pair.matches(open::contains) && pair.matches(isByText.negate())) {
        boolean keyIsUsed = comparisons.getOrDefault(pair.key(), 0) > 1;
        boolean variableIsUsed = comparisons.getOrDefault(pair.variable(), 0) > 1;
        boolean leavesKey =
            keyIsUsed == variableIsUsed ? !isByText.test(pair.key()) : variableIsUsed;
        open.add(leavesKey ? pair.key() : pair.variable());
      }
    }
    pairs.removeIf(pair -> pair.matches(open::contains));
  }

  /**
   * Gives each key a well-formed value that no other key has and no policy names.
   *
   * @param types the type of each key that the catalogue lists
   */
  void addOwnValues(
      Function<String, ValueEquivalenceClasses> classes,
      Function<String, Optional<ValueType>> types,
      StepCounter counter) {
    Set<String> named = new HashSet<>();
    for (String key : keys()) {
      counter.spend(classes.apply(key).size());
      classes.apply(key).addLiteralsTo(named);
    }
    for (String key : keys()) {
      ValueType type = types.apply(key).orElse(ValueType.STRING);
      long number = 0;
      while (!named.add(ownValue(key, type, number))) {
        number++;
      }
      counter.spend(1 + number);
      classes.apply(key).addLiteral(ownValue(key, type, number));
      if (type == ValueType.BOOL) {
        classes.apply(key).addLiteral("true");
        classes.apply(key).addLiteral("false");
      }
    }
  }

  private static String ownValue(String key, ValueType type, long number) {
    return switch (type) {
      case NUMERIC, DATE, IP_ADDRESS -> ValueEquivalenceClasses.wellFormed(type, number);
      case STRING, BOOL, ARN -> "~ only " + key + (number == 0 ? "" : " " + number);
    };
  }

  /** Gives each key the texts of all keys with which it is compared, directly or through others. */
  void unite(Function<String, ValueEquivalenceClasses> classes, StepCounter counter) {
    for (int round = 0; round < pairs.size(); round++) {
      for (Pair pair : pairs) {
        ValueEquivalenceClasses ofKey = classes.apply(pair.key());
        ValueEquivalenceClasses ofVariable = classes.apply(pair.variable());
        counter.spend(ofKey.size() + ofVariable.size());
        ofKey.addAll(ofVariable);
        ofVariable.addAll(ofKey);
      }
    }
  }
}
