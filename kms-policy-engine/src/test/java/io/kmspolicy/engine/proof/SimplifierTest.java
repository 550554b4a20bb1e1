package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.exact.DependencyCollector;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formulas before and after the keys that a caller determines are put in. */
class SimplifierTest {

  private static final RequestContext KNOWN =
      RequestContext.builder()
          .unknown("*")
          .put("known", "a")
          .set("absent", ContextValue.absent())
          .build();

  private static final List<KeyTest> ATOMS =
      List.of(
          new KeyTest(List.of("known"), Kind.EQUALS_A, true),
          new KeyTest(List.of("known"), Kind.EQUALS_B, true),
          new KeyTest(List.of("known"), Kind.EMPTY, true),
          new KeyTest(List.of("known"), Kind.OPEN, true),
          new KeyTest(List.of("absent"), Kind.EQUALS_A, true),
          new KeyTest(List.of("free"), Kind.EQUALS_A, true),
          new KeyTest(List.of("free"), Kind.EMPTY, true),
          new KeyTest(List.of("known", "free"), Kind.EQUALS_A, true),
          new KeyTest(List.of("known"), Kind.EQUALS_A, false),
          new KeyTest(List.of(), Kind.OPEN, true));

  private enum Kind {
    EQUALS_A,
    EQUALS_B,
    /** Holds if an empty value counts as null. */
    EMPTY,
    /** AWS does not document its result. */
    OPEN
  }

  /** A test of some keys. */
  private static final class KeyTest extends Formula.Atom {
    private final List<String> keys;
    private final Kind kind;
    private final boolean isPlain;

    KeyTest(List<String> keys, Kind kind, boolean isPlain) {
      this.keys = keys;
      this.kind = kind;
      this.isPlain = isPlain;
    }

    @Override
    public List<String> keys() {
      return keys;
    }

    @Override
    public boolean readsOnlyItsKeys() {
      return isPlain;
    }

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public int cost() {
      return 1;
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      return switch (kind) {
        case OPEN -> MatchResult.INDETERMINATE;
        case EMPTY -> emptyIsNull;
        case EQUALS_A, EQUALS_B -> {
          MatchResult all = MatchResult.MATCH;
          for (String key : keys) {
            all = all.and(equals(context.get(key)));
          }
          yield isPlain ? all : all.and(equals(context.get("free")));
        }
      };
    }

    private MatchResult equals(ContextValue value) {
      if (value instanceof ContextValue.Unknown) {
        return MatchResult.INDETERMINATE;
      }
      String text = kind.name().substring("EQUALS_".length()).toLowerCase(Locale.ROOT);
      return MatchResult.of(
          value instanceof ContextValue.Present present && text.equals(present.single()));
    }

    @Override
    public String toString() {
      return kind + " " + keys;
    }
  }

  /** A case of two formulas. */
  private record Case(Formula deny, Formula allow) implements OpenCase {
    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      return Outcomes.of(deny.evaluate(context, emptyIsNull), allow.evaluate(context, emptyIsNull));
    }

    @Override
    public void addTests(Set<Formula.Atom> tests) {
      tests.addAll(ATOMS);
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      throw new UnsupportedOperationException();
    }
  }

  private static Formula formula(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return ATOMS.get(random.nextInt(ATOMS.size()));
    }
    List<Formula> parts = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      parts.add(formula(random, depth - 1));
    }
    return new Formula.Join(random.nextBoolean(), parts);
  }

  private static Set<Formula.Atom> atoms(Formula formula) {
    Set<Formula.Atom> atoms = new HashSet<>();
    if (formula instanceof Formula.Join join) {
      join.parts().forEach(part -> atoms.addAll(atoms(part)));
    } else if (formula instanceof Formula.Atom atom) {
      atoms.add(atom);
    }
    return atoms;
  }

  private static RequestContext context(ContextValue free) {
    return KNOWN.toBuilder().set("free", free).build();
  }

  @Test
  @DisplayName("With the keys of a caller put in, a formula has the same result in each context")
  void simplify_randomFormulas_keepTheirResults() {
    Random random = new Random(20_261_127);
    Simplifier simplifier = new Simplifier(KNOWN);
    List<RequestContext> contexts =
        List.of(
            KNOWN,
            context(ContextValue.absent()),
            context(ContextValue.of("a")),
            context(ContextValue.of("b")));
    for (int i = 0; i < 2_000; i++) {
      Case original = new Case(formula(random, 3), formula(random, 3));
      OpenCase simple = simplifier.simplify(original);
      for (RequestContext context : contexts) {
        for (MatchResult emptyIsNull : List.of(MatchResult.MATCH, MatchResult.NO_MATCH)) {
          assertThat(simple.deny().evaluate(context, emptyIsNull))
              .as("%s in %s", original.deny(), context)
              .isEqualTo(original.deny().evaluate(context, emptyIsNull));
          assertThat(simple.outcomes(context, emptyIsNull))
              .isEqualTo(original.outcomes(context, emptyIsNull));
        }
      }
      assertThat(atoms(simple.allow())).isSubsetOf(atoms(original.allow()));
    }
  }

  @Test
  @DisplayName("A formula reads keys of the caller if one of its tests does")
  void addKnown_randomFormulas_isWhatTheirTestsRead() {
    Random random = new Random(20_261_128);
    Simplifier simplifier = new Simplifier(KNOWN);
    for (int i = 0; i < 500; i++) {
      Formula formula = formula(random, 3);
      Map<String, ContextValue> expected = new HashMap<>();
      for (String key : List.of("known", "absent")) {
        if (atoms(formula).stream().anyMatch(atom -> atom.reads(key))) {
          expected.put(key, KNOWN.get(key));
        }
      }
      Map<String, ContextValue> read = new HashMap<>();
      simplifier.addKnown(formula, read);
      assertThat(read).as("%s", formula).isEqualTo(expected);
    }
    Map<String, ContextValue> none = new HashMap<>();
    simplifier.addKnown(Formula.Constant.MATCH, none);
    assertThat(none).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "0, MATCH",
    "1, NO_MATCH",
    "2, ",
    "3, ",
    "4, NO_MATCH",
    "5, ",
    "6, ",
    "7, ",
    "8, ",
    "9, "
  })
  @DisplayName("A test is a constant if keys of the caller alone decide it, and stays otherwise")
  void simplify_oneTest_isAConstantOrStays(int number, MatchResult constant) {
    Formula test = ATOMS.get(number);
    Case original = new Case(test, Formula.Constant.MATCH);

    OpenCase simple = new Simplifier(KNOWN).simplify(original);

    assertThat(simple.deny()).isEqualTo(constant == null ? test : Formula.Constant.of(constant));
    Set<Formula.Atom> tests = new HashSet<>();
    simple.addTests(tests);
    assertThat(tests).containsExactlyInAnyOrderElementsOf(ATOMS);
  }
}
