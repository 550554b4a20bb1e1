package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.exact.DependencyCollector;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The search of differences against asking for every request by itself. */
@Label("6.13, 6.14: differences between two decisions")
@AddLifecycleHook(Seeds.class)
class DifferenceFinderPropertyTest {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  private static final String FIRST = "kms:encryptioncontext:a";
  private static final String SECOND = "kms:encryptioncontext:b";
  private static final String SEVERAL = "aws:tagkeys";
  private static final List<String> KEYS = List.of(FIRST, SECOND, SEVERAL);
  private static final ConditionContext UNKNOWN = RequestContext.builder().unknown("*").build();
  private static final List<MatchResult> READINGS =
      List.of(MatchResult.NO_MATCH, MatchResult.MATCH);

  // A value is the set of its texts, as bits; no bits stand for absence.
  private static final int X = 1;
  private static final int EMPTY = 2;
  private static final int OTHER = 4;
  private static final int VALUES = 8;

  private static int bits(ContextValue value) {
    int bits = 0;
    if (value instanceof ContextValue.Present present) {
      for (String text : present.values()) {
        bits |= text.equals("x") ? X : text.isEmpty() ? EMPTY : OTHER;
      }
    }
    return bits;
  }

  /** How unusual a value is: a text counts five, the empty text twenty. */
  private static int cost(int bits) {
    return 5 * Integer.bitCount(bits & (X | OTHER)) + 10 * (bits & EMPTY);
  }

  /** The values that a request can have for a key. */
  private static List<Integer> values(String key) {
    return key.equals(SEVERAL) ? List.of(0, 1, 2, 3, 4, 5, 6, 7) : List.of(0, X, EMPTY, OTHER);
  }

  /** A test with drawn results. It can read other keys than those that it names. */
  private static final class Drawn extends Formula.Atom {
    private final List<String> names;
    private final List<String> read;
    private final Map<MatchResult, List<MatchResult>> results = new HashMap<>();

    Drawn(List<String> names, List<String> read, boolean isOpen, Random random) {
      this.names = names;
      this.read = read;
      int count = (int) Math.pow(VALUES, read.size());
      List<MatchResult> drawn = new ArrayList<>();
      List<MatchResult> others = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        MatchResult one = MatchResult.of(random.nextInt(3) == 0);
        drawn.add(isOpen && random.nextInt(4) == 0 ? MatchResult.INDETERMINATE : one);
        others.add(random.nextInt(20) == 0 ? one.not() : drawn.get(i));
      }
      results.put(MatchResult.NO_MATCH, drawn);
      results.put(MatchResult.MATCH, others);
    }

    MatchResult result(Map<String, Integer> values, MatchResult emptyIsNull) {
      int index = 0;
      for (String key : read) {
        index = VALUES * index + values.getOrDefault(key, 0);
      }
      return results.getOrDefault(emptyIsNull, List.of()).get(index);
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      Map<String, Integer> values = new HashMap<>();
      for (String key : read) {
        ContextValue value = context.get(key);
        if (value instanceof ContextValue.Unknown) {
          return MatchResult.INDETERMINATE;
        }
        values.put(key, bits(value));
      }
      return result(values, emptyIsNull);
    }

    @Override
    public int cost() {
      return 1;
    }

    @Override
    public List<String> keys() {
      return names;
    }

    @Override
    public boolean readsOnlyItsKeys() {
      return names.equals(read);
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }

  /** A decision. */
  private record Case(Formula deny, Formula allow) implements OpenCase {

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      throw new AssertionError("not asked");
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      for (String key : KEYS) {
        keys.addText(key, "x");
        keys.addText(key, "");
      }
    }

    @Override
    public void addTests(Set<Formula.Atom> tests) {
      throw new AssertionError("not asked");
    }

    /** The tests in both formulas. */
    Set<Formula.Atom> tests() {
      Set<Formula.Atom> tests = new HashSet<>();
      addTests(deny, tests);
      addTests(allow, tests);
      return tests;
    }

    private static void addTests(Formula formula, Set<Formula.Atom> tests) {
      if (formula instanceof Formula.Join join) {
        join.parts().forEach(part -> addTests(part, tests));
      } else if (formula instanceof Formula.Atom test) {
        tests.add(test);
      }
    }
  }

  /** Values of keys, and the number of the option of each choice. */
  private record World(Map<String, Integer> keys, Map<Object, Integer> options) {

    boolean holds(Formula formula, MatchResult emptyIsNull) {
      if (formula instanceof Formula.Constant constant) {
        return constant.result().isMatch();
      }
      if (formula instanceof Formula.Join join) {
        return join.all()
            ? join.parts().stream().allMatch(part -> holds(part, emptyIsNull))
            : join.parts().stream().anyMatch(part -> holds(part, emptyIsNull));
      }
      if (formula instanceof OpenFact fact) {
        return fact.holds().get(options.getOrDefault(fact.choice(), 0));
      }
      Drawn test = (Drawn) formula;
      MatchResult result = test.result(keys, emptyIsNull);
      return result == MatchResult.INDETERMINATE
          ? options.getOrDefault(test, 0) == 1
          : result.isMatch();
    }

    boolean allows(Case one, MatchResult emptyIsNull) {
      return holds(one.allow(), emptyIsNull) && !holds(one.deny(), emptyIsNull);
    }
  }

  private static Formula formula(Random random, List<Formula.Atom> tests, int depth) {
    int kind = random.nextInt(depth > 1 ? 1 : 5);
    if (kind == 1 && depth == 0) {
      return Formula.Constant.of(MatchResult.of(random.nextBoolean()));
    }
    if (kind < 2) {
      return tests.get(random.nextInt(tests.size()));
    }
    List<Formula> parts = new ArrayList<>();
    int size = 1 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      parts.add(formula(random, tests, depth + 1));
    }
    return new Formula.Join(random.nextBoolean(), parts);
  }

  /** Every combination of options. */
  private static List<Map<Object, Integer>> combinations(Map<Object, Integer> sizes) {
    List<Map<Object, Integer>> all = new ArrayList<>(List.of(Map.of()));
    sizes.forEach(
        (choice, size) -> {
          List<Map<Object, Integer>> longer = new ArrayList<>();
          for (Map<Object, Integer> one : all) {
            for (int option = 0; option < size; option++) {
              Map<Object, Integer> more = new HashMap<>(one);
              more.put(choice, option);
              longer.add(more);
            }
          }
          all.clear();
          all.addAll(longer);
        });
    return all;
  }

  private static <T> Map<T, Integer> joined(Map<T, Integer> one, Map<T, Integer> other) {
    Map<T, Integer> both = new HashMap<>(one);
    both.putAll(other);
    return both;
  }

  /** Whether there is a difference, for all ways to decide what is not documented. */
  private enum Gain {
    NEVER,
    PERHAPS,
    ALWAYS
  }

  private static Gain gain(
      Case before,
      Case after,
      Map<String, Integer> keys,
      Map<Object, Integer> documented,
      List<Map<Object, Integer>> undocumented) {
    boolean any = false;
    boolean all = true;
    for (Map<Object, Integer> options : undocumented) {
      World world = new World(keys, joined(documented, options));
      for (MatchResult reading : READINGS) {
        boolean isGained = world.allows(after, reading) && !world.allows(before, reading);
        any |= isGained;
        all &= isGained;
      }
    }
    return all ? Gain.ALWAYS : any ? Gain.PERHAPS : Gain.NEVER;
  }

  private static boolean isOpen(Drawn test) {
    List<Map<Object, Integer>> all =
        combinations(new HashMap<>(Map.of(FIRST, VALUES, SECOND, VALUES, SEVERAL, VALUES)));
    for (Map<Object, Integer> values : all) {
      Map<String, Integer> keys = new HashMap<>();
      boolean canOccur = true;
      for (String key : KEYS) {
        int value = values.getOrDefault(key, 0);
        keys.put(key, value);
        canOccur &= values(key).contains(value);
      }
      for (MatchResult reading : READINGS) {
        if (canOccur && test.result(keys, reading) == MatchResult.INDETERMINATE) {
          return true;
        }
      }
    }
    return false;
  }

  @Property(tries = 250, seed = "20261127", edgeCases = EdgeCasesMode.NONE)
  @Label("a difference is found, excluded or left open as by asking for every request")
  void find_anyDecisions_isWhatEveryRequestShows(@ForAll Random random) {
    Drawn open = new Drawn(List.of(FIRST), List.of(FIRST), true, random);
    Drawn openPair = new Drawn(List.of(SECOND, SEVERAL), List.of(SECOND, SEVERAL), true, random);
    OpenFact.Choice layer = new OpenFact.Choice("layer", List.of("p", "q", "r"), true);
    List<Formula.Atom> tests = new ArrayList<>();
    tests.add(new Drawn(List.of(FIRST), List.of(FIRST), false, random));
    tests.add(new Drawn(List.of(SECOND), List.of(SECOND), false, random));
    tests.add(new Drawn(List.of(SEVERAL), List.of(SEVERAL), false, random));
    tests.add(new Drawn(List.of(SEVERAL), List.of(SEVERAL), false, random));
    tests.add(new Drawn(List.of(FIRST, SEVERAL), List.of(FIRST, SEVERAL), false, random));
    tests.add(new Drawn(List.of(), List.of(FIRST, SECOND), false, random)); // as grants read
    tests.add(random.nextBoolean() ? open : openPair);
    tests.add(new OpenFact(layer, List.of(true, false, false)));
    tests.add(new OpenFact(layer, List.of(false, random.nextBoolean(), true)));
    OpenFact undocumented = OpenFact.undocumented("rule");
    tests.add(random.nextBoolean() ? undocumented : undocumented.negated());
    Case before = new Case(formula(random, tests, 0), formula(random, tests, 0));
    Case after = new Case(formula(random, tests, 0), formula(random, tests, 0));
    Set<Formula.Atom> all = before.tests();
    all.addAll(after.tests());

    boolean hasRule = random.nextBoolean();
    boolean isForward = random.nextBoolean();
    int excluded = random.nextInt();
    PairRule rule =
        new PairRule(
            isForward ? FIRST : SEVERAL,
            isForward ? SEVERAL : FIRST,
            (one, other) ->
                canOccur(excluded, bits(isForward ? one : other), bits(isForward ? other : one)));
    boolean hasLimit = random.nextBoolean();
    DifferenceFinder finder =
        new DifferenceFinder(
            CATALOGUE,
            hasRule ? List.of(rule) : List.of(),
            hasLimit ? Map.of(SECOND, value -> bits(value) != EMPTY) : Map.of(),
            collector -> {});

    Set<String> read = new HashSet<>();
    Map<Object, Integer> documented = new LinkedHashMap<>();
    Map<Object, Integer> choices = new LinkedHashMap<>();
    for (Formula.Atom test : all) {
      if (test instanceof OpenFact fact) {
        Map<Object, Integer> of = fact.choice().documented() ? documented : choices;
        of.put(fact.choice(), fact.choice().options().size());
      } else if (test instanceof Drawn drawn) {
        read.addAll(drawn.read);
        if (isOpen(drawn)) {
          choices.put(drawn, 2);
        }
      }
    }
    boolean isRuled = hasRule && read.contains(FIRST) && read.contains(SEVERAL);
    List<Map<Object, Integer>> undecided = combinations(choices);
    Gain most = Gain.NEVER;
    int least = Integer.MAX_VALUE;
    for (int first : values(FIRST)) {
      for (int second : values(SECOND)) {
        for (int several : values(SEVERAL)) {
          boolean canOccur =
              (!isRuled || canOccur(excluded, first, several))
                  && (!hasLimit || !read.contains(SECOND) || second != EMPTY);
          if (canOccur) {
            Map<String, Integer> keys = Map.of(FIRST, first, SECOND, second, SEVERAL, several);
            for (Map<Object, Integer> options : combinations(documented)) {
              Gain gain = gain(before, after, keys, options, undecided);
              most = gain.compareTo(most) > 0 ? gain : most;
              if (gain == Gain.ALWAYS) {
                int unusual = options.values().stream().anyMatch(option -> option > 0) ? 1 : 0;
                least = Math.min(least, cost(first) + cost(second) + cost(several) + unusual);
              }
            }
          }
        }
      }
    }

    Difference found = finder.find(before, after, UNKNOWN);

    if (found instanceof Difference.Sure sure) {
      assertThat(most).isEqualTo(Gain.ALWAYS);
      Map<String, Integer> keys = new HashMap<>(Map.of(FIRST, 0, SECOND, 0, SEVERAL, 0));
      sure.keys().forEach((key, value) -> keys.put(key, bits(value)));
      Map<Object, Integer> options = new HashMap<>(sure.options());
      assertThat(gain(before, after, keys, options, undecided)).isEqualTo(Gain.ALWAYS);
      int unusual = options.values().stream().anyMatch(option -> option > 0) ? 1 : 0;
      assertThat(keys.values().stream().mapToInt(one -> cost(one)).sum() + unusual)
          .as("the least unusual request")
          .isEqualTo(least);
    } else if (found instanceof Difference.None none) {
      assertThat(most).isEqualTo(Gain.NEVER);
      assertThat(subjects(none.open())).isEqualTo(choices.keySet());
    } else {
      assertThat(found).isInstanceOf(Difference.Open.class);
      assertThat(most).isEqualTo(Gain.PERHAPS);
      assertThat(choices.keySet()).containsAll(subjects(((Difference.Open) found).open()));
    }
  }

  private static boolean canOccur(int excluded, int first, int several) {
    return (first == 0 && several == 0) || (excluded >> (first + 3 * several) % 31 & 1) == 0;
  }

  /** The choices, with the tests themselves for the choices how they decide. */
  private static Set<Object> subjects(List<OpenFact.Choice> choices) {
    Set<Object> subjects = new HashSet<>();
    for (OpenFact.Choice choice : choices) {
      subjects.add(choice.subject() instanceof OpenAtom atom ? atom.test() : choice);
    }
    return subjects;
  }

  /**
   * A decision that allows what a test of two keys says, which have some values besides absence.
   */
  private record Wide(Formula allow, int first, int second) implements OpenCase {

    @Override
    public Formula deny() {
      return Formula.Constant.NO_MATCH;
    }

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      throw new AssertionError("not asked");
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      for (int i = 0; i < first; i++) {
        keys.addText(FIRST, "x" + i);
      }
      for (int i = 0; i < second; i++) {
        keys.addText(SECOND, "x" + i);
      }
    }

    @Override
    public void addTests(Set<Formula.Atom> tests) {
      throw new AssertionError("not asked");
    }
  }

  @Example
  @Label("a test of two keys is followed for at most 4,000 combinations of their values")
  void find_manyCombinations_leavesTheTestOpen() {
    Drawn test = new Drawn(List.of(FIRST, SECOND), List.of(FIRST, SECOND), false, new Random(1));
    DifferenceFinder finder = new DifferenceFinder(CATALOGUE, List.of(), Map.of(), collector -> {});
    // Absence, the empty text and another text are values, too.
    Wide most = new Wide(test, 77, 47);
    Wide tooMany = new Wide(test, 77, 48);
    Wide nothing = new Wide(Formula.Constant.NO_MATCH, 0, 0);

    EquivalenceClassCollector collected = new EquivalenceClassCollector(CATALOGUE, UNKNOWN);
    most.collect(UNKNOWN, collected);
    assertThat(collected.examples().values().stream().map(List::size)).containsExactly(80, 50);
    assertThat(finder.find(nothing, most, UNKNOWN)).isInstanceOf(Difference.Sure.class);
    assertThat(finder.find(nothing, tooMany, UNKNOWN))
        .isInstanceOfSatisfying(
            Difference.Open.class,
            open ->
                assertThat(open.open())
                    .singleElement()
                    .extracting(choice -> ((OpenAtom) choice.subject()).unclassified())
                    .isEqualTo(List.of(FIRST, SECOND)));
  }
}
