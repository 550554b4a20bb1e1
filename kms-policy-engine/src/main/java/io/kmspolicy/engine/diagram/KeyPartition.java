package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Divides the values of one key into classes by their signatures: the results of all tests of the
 * key. Used while a diagram is built. Not thread-safe.
 */
final class KeyPartition {

  private final String key;
  private final List<Formula.Atom> tests;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<List<ContextValue>> members = new ArrayList<>();
  private final Map<Formula.Atom, Integer> indexes = new HashMap<>();
  private final @Nullable ComparedLiterals literals;

  /** The class of each literal. */
  private final Map<String, Integer> ofLiterals = new HashMap<>();

  /**
   * A partition without values.
   *
   * @param literals the literals of the tests, if a hash table of them classifies the values
   */
  KeyPartition(String key, List<Formula.Atom> tests, @Nullable ComparedLiterals literals) {
    this.key = key;
    this.tests = tests;
    this.literals = literals;
    for (int i = 0; i < tests.size(); i++) {
      indexes.put(tests.get(i), i);
    }
  }

  /** Adds a value; values with equal signatures are one class. */
  void add(ContextValue value, WorkMeter meter) {
    add(value, signature(value, meter.counter()));
  }

  private int add(ContextValue value, String signature) {
    int number = numbers.computeIfAbsent(signature, unused -> members.size());
    if (number == members.size()) {
      members.add(new ArrayList<>());
    }
    members.get(number).add(value);
    return number;
  }

  /**
   * Adds the absence of the key, every literal, and one other text. A literal is compared with the
   * tests that list it only, so the time is linear in the number of the literals of all tests. All
   * literals that one test alone lists are of one class, so only the first of them is compared.
   */
  void addLiterals(ComparedLiterals compared, WorkMeter meter) {
    add(ContextValue.absent(), meter);
    ContextValue other = ContextValue.of(compared.other());
    String rest = signature(other, meter.counter());
    Map<Integer, Integer> ofTests = new HashMap<>();
    compared
        .texts()
        .forEach(
            (text, listing) -> {
              meter.addSteps(1);
              boolean isOfOneTest = listing.size() == 1 && !text.isEmpty();
              ofLiterals.put(
                  text,
                  isOfOneTest
                      ? ofTests.computeIfAbsent(
                          listing.get(0), one -> addLiteral(text, listing, rest, meter))
                      : addLiteral(text, listing, rest, meter));
            });
    add(other, rest);
  }

  private int addLiteral(String text, List<Integer> listing, String rest, WorkMeter meter) {
    meter.addSteps(listing.size());
    ContextValue value = ContextValue.of(text);
    return add(
        value,
        text.isEmpty() ? signature(value, meter.counter()) : signature(value, listing, rest));
  }

  /** The signature of a literal: that of the other texts but for the tests that list it. */
  private String signature(ContextValue literal, List<Integer> listing, String rest) {
    SingleKeyContext context = new SingleKeyContext(key, literal, StepCounter.none());
    char[] results = rest.toCharArray();
    for (int test : listing) {
      results[test] = result(tests.get(test), context, false);
    }
    return new String(results);
  }

  /** One character per test: its results under the two readings of rule 3.5. */
  private String signature(ContextValue value, StepCounter counter) {
    SingleKeyContext context = new SingleKeyContext(key, value, counter);
    boolean isRead = isNullSet(value); // only these values have two readings
    char[] results = new char[tests.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = result(tests.get(i), context, isRead);
    }
    return new String(results);
  }

  private static char result(Formula.Atom test, SingleKeyContext context, boolean isRead) {
    int asValue = ResultCode.of(test.evaluate(context, MatchResult.NO_MATCH));
    int asNull = isRead ? ResultCode.of(test.evaluate(context, MatchResult.MATCH)) : asValue;
    return (char) (ResultCode.COUNT * asNull + asValue);
  }

  private static boolean isNullSet(ContextValue value) {
    return value instanceof ContextValue.Present present && present.isNullSet();
  }

  /** The {@link ResultCode} of a test for each class. */
  List<Integer> results(Formula.Atom test, MatchResult emptyIsNull) {
    int index = indexes.getOrDefault(test, -1);
    List<Integer> results = new ArrayList<>(members.size());
    for (String signature : numbers.keySet()) { // in the order of the classes
      int both = signature.charAt(index);
      results.add(
          emptyIsNull == MatchResult.MATCH ? both / ResultCode.COUNT : both % ResultCode.COUNT);
    }
    return results;
  }

  ValueClasses classes() {
    return new ValueClasses(members, literals == null ? bySignature() : byText(literals));
  }

  private ValueClasses.Classifier bySignature() {
    Map<String, Integer> known = Map.copyOf(numbers);
    return (value, counter) -> known.getOrDefault(signature(value, counter), Variable.ODD);
  }

  private ValueClasses.Classifier byText(ComparedLiterals compared) {
    Map<String, Integer> texts = Map.copyOf(ofLiterals);
    int rest = numberOf(ContextValue.of(compared.other()));
    int absent = numberOf(ContextValue.absent());
    return (value, counter) -> {
      if (!(value instanceof ContextValue.Present present)) {
        return absent;
      }
      String single = present.single();
      return single == null ? Variable.ODD : texts.getOrDefault(single, rest);
    };
  }

  private int numberOf(ContextValue value) {
    return numbers.getOrDefault(signature(value, StepCounter.none()), Variable.ODD);
  }

  /**
   * A context in which the value of one key is known and every other key is unknown.
   *
   * @param counter counts the steps of tests in this context
   */
  record SingleKeyContext(String key, ContextValue value, StepCounter counter)
      implements ConditionContext, StepCounter.Holder {

    @Override
    public ContextValue get(String name) {
      counter.spend(1);
      return name.equals(key) ? value : ContextValue.unknown();
    }

    @Override
    public Collection<String> namesUnder(String prefix) {
      return List.of();
    }

    @Override
    public boolean mayHoldOthersUnder(String prefix) {
      return true;
    }
  }
}
