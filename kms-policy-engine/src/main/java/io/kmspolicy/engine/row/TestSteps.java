package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision graph, also called a branching program, over condition tests (Lee 1959; Bryant 1986).
 * Each inner node tests one condition and has a successor for true and one for false; the leaves
 * are decisions. The formulas are translated as in short-circuit evaluation, so a test that cannot
 * change the decision is not evaluated. The graph is neither ordered nor reduced as a BDD is: a
 * condition can occur at several nodes.
 *
 * <p>Where a test is indeterminate, both successors are followed, and the set of reachable leaves
 * is computed. If the indeterminate tests on the visited paths are independent, that set is exactly
 * the set of possible decisions. Tests are independent if each can hold and can fail, and reads one
 * unknown key that no other of them reads: then every path is the result of some values of the
 * unknown keys. If they are not independent and several leaves are reachable, the result is null,
 * and the exact analysis must decide (rule 6.13).
 *
 * <p>Representation: nodes are numbered in topological order, and leaves have the numbers 61 to 63.
 * A set of nodes is one {@code long}, and the reachable set is computed in one pass over ascending
 * numbers. For a graph with more than {@value #MAX_STEPS} nodes it is a bit set; a decision then
 * counts its steps (rule 6.17).
 *
 * <p>In an {@linkplain #indexed indexed} graph, comparisons of one key that follow each other are
 * one lookup ({@link ComparisonRun}).
 *
 * <p>Why not a reduced ordered BDD: its canonical order would put the tests in one global order,
 * while these formulas are sorted by cost; the graphs are small, and interning already shares equal
 * ones ({@link RowInterner}).
 *
 * <p>Immutable; {@link #decide} allocates nothing.
 *
 * <p>References: C. Y. Lee, <i>Representation of Switching Circuits by Binary-Decision
 * Programs</i>, 1959; R. E. Bryant, <i>Graph-Based Algorithms for Boolean Function
 * Manipulation</i>, 1986.
 */
final class TestSteps {

  private static final TestStep.End ALLOWED = new TestStep.End(61, Decision.ALLOWED);
  private static final TestStep.End EXPLICIT_DENY = new TestStep.End(62, Decision.EXPLICIT_DENY);
  private static final TestStep.End IMPLICIT_DENY = new TestStep.End(63, Decision.IMPLICIT_DENY);

  /** The maximum number of nodes of a graph whose sets of nodes are one {@code long}. */
  static final int MAX_STEPS = 61;

  private static final TestStep.Asked[] NONE = {};
  private static final long[] NO_BITS = {};
  private static final long ENDS = -1L << MAX_STEPS;

  private final TestStep first;
  private final boolean many;
  private final boolean indexed;
  private final boolean worthIndexing;

  /** The inner nodes by number. */
  private final TestStep.Asked[] steps;

  /** For each node, the number of the key that its test divides; see {@link #dividedKeys}. */
  private final int[] keys;

  /** For each node, the nodes that divide the same key, one bit per node, if not many. */
  private final long[] related;

  /**
   * The graph of a decision, which is made fast.
   *
   * @param deny the formula for a matching Deny statement
   * @param allow the formula for permission by all layers that must allow the request
   */
  static TestSteps of(Formula deny, Formula allow) {
    return new TestSteps(deny, allow, false);
  }

  /** As {@link #of}, with runs of comparisons, so that it decides fast. */
  static TestSteps indexed(Formula deny, Formula allow) {
    return new TestSteps(deny, allow, true);
  }

  private TestSteps(Formula deny, Formula allow, boolean indexed) {
    Maker maker = new Maker(count(deny) + count(allow), indexed);
    TestStep undenied = maker.add(allow, ALLOWED, IMPLICIT_DENY);
    this.first = maker.add(deny, EXPLICIT_DENY, undenied);
    this.steps = maker.inOrder();
    this.many = steps.length > MAX_STEPS;
    this.keys = dividedKeys(steps);
    this.related = many ? NO_BITS : related(keys);
    boolean hasRuns = compareOneKeyOften(steps, keys);
    this.indexed = indexed && hasRuns;
    this.worthIndexing = !indexed && hasRuns;
  }

  /** Whether more nodes compare some key with texts than a run leaves to comparisons. */
  private static boolean compareOneKeyOften(TestStep.Asked[] steps, int[] keys) {
    int[] comparisons = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] >= 0
          && steps[i].formula() instanceof CompiledCondition test
          && test.textCount() > 0
          && ++comparisons[keys[i]] > ComparisonRun.MIN_FOLLOWING) {
        return true;
      }
    }
    return false;
  }

  /**
   * For each node, a number of the key that its test divides into values for which it holds and
   * values for which it fails; -1 if it divides none.
   */
  private static int[] dividedKeys(TestStep.Asked[] steps) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] keys = new int[steps.length];
    for (int i = 0; i < keys.length; i++) {
      boolean divides = steps[i].formula() instanceof Formula.Atom test && test.isOpen();
      keys[i] =
          divides
              ? numbers.computeIfAbsent(
                  ((Formula.Atom) steps[i].formula()).key(), unused -> numbers.size())
              : -1;
    }
    return keys;
  }

  private static long[] related(int[] keys) {
    long[] ofKey = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] >= 0) {
        ofKey[keys[i]] |= 1L << i;
      }
    }
    long[] related = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      related[i] = keys[i] < 0 ? 0 : ofKey[keys[i]];
    }
    return related;
  }

  /** The number of nodes of a formula. */
  private static int count(Formula formula) {
    if (formula instanceof Formula.Join join) {
      int nodes = 0;
      for (Formula part : join.parts()) {
        nodes += count(part);
      }
      return nodes;
    }
    return isSettled(formula) ? 0 : 1;
  }

  private static boolean isSettled(Formula formula) {
    return formula == Formula.Constant.MATCH || formula == Formula.Constant.NO_MATCH;
  }

  /**
   * Builds the nodes from the last to the first, so that successors exist before their
   * predecessors.
   */
  private static final class Maker {

    private final List<TestStep.Asked> made;
    private final int count;
    private final boolean indexed;

    Maker(int count, boolean indexed) {
      this.made = new ArrayList<>(count);
      this.count = count;
      this.indexed = indexed;
    }

    /** The entry node of a formula, given the successors for true and false. */
    TestStep add(Formula formula, TestStep yes, TestStep no) {
      if (formula instanceof Formula.Join join) {
        List<Formula> parts = indexed ? ComparisonRun.together(join.parts()) : join.parts();
        TestStep next = join.all() ? yes : no;
        for (int i = parts.size() - 1; i >= 0; i--) {
          next = join.all() ? add(parts.get(i), next, no) : add(parts.get(i), yes, next);
        }
        return next;
      }
      if (isSettled(formula)) {
        return formula == Formula.Constant.MATCH ? yes : no;
      }
      int number = count - 1 - made.size();
      TestStep.Asked step =
          indexed
              ? TestStep.Asked.indexed(number, formula, yes, no)
              : TestStep.Asked.of(number, formula, yes, no);
      made.add(step);
      return step;
    }

    TestStep.Asked[] inOrder() {
      Collections.reverse(made);
      return made.toArray(NONE);
    }
  }

  /** The first node, from which {@link #decide(TestStep, ConditionContext)} starts. */
  TestStep first() {
    return first;
  }

  /** The decision in a context, or null if only the exact analysis can decide. */
  @Nullable Decision decide(ConditionContext context) {
    return decide(first, context);
  }

  /**
   * As {@link #decide(ConditionContext)}. Who keeps the first node at hand saves the read of this
   * object.
   */
  @Nullable Decision decide(TestStep from, ConditionContext context) {
    TestStep step = from;
    while (step instanceof TestStep.Asked asked) {
      TestStep next = TestStep.next(asked, context);
      if (next == null) {
        return many ? decideManyWays(asked, context) : decideBothWays(asked, context);
      }
      step = next;
    }
    return ((TestStep.End) step).decision();
  }

  /**
   * The decision in a context, if a walk over few nodes makes it; null otherwise. Runs of
   * comparisons make most walks short, whatever the number of nodes.
   */
  @Nullable Decision decideShortly(ConditionContext context) {
    TestStep step = first;
    for (int passed = 0; passed < MAX_STEPS && step instanceof TestStep.Asked asked; passed++) {
      step = asked.next(context);
    }
    return step instanceof TestStep.End end ? end.decision() : null;
  }

  /** Whether the graph has so many nodes that a decision has to count its steps (rule 6.17). */
  boolean areMany() {
    return many;
  }

  /** Whether it has runs of comparisons, so that most walks are short. */
  boolean isIndexed() {
    return indexed;
  }

  /** Whether {@link #indexed} has runs of comparisons for these formulas, and this graph none. */
  boolean isWorthIndexing() {
    return worthIndexing;
  }

  private @Nullable Decision decideBothWays(TestStep.Asked from, ConditionContext context) {
    long reached = 1L << from.number();
    long open = 0;
    boolean independent = true;
    while ((reached & ~ENDS) != 0) {
      TestStep.Asked step = steps[Long.numberOfTrailingZeros(reached)];
      reached &= reached - 1;
      ContextValue value = step.value(context);
      TestStep next = step.next(value, context);
      if (next != null) {
        reached |= 1L << next.number();
      } else {
        reached |= 1L << step.yes().number() | 1L << step.no().number();
        independent &= (related[step.number()] & open) == 0 && step.dividesWorlds(value, context);
        open |= 1L << step.number();
      }
    }
    return decision(outcomes(reached), independent);
  }

  private static boolean reaches(long reached, TestStep.End end) {
    return (reached >>> end.number() & 1) != 0;
  }

  /** As {@link #decideBothWays}, for any number of nodes. */
  private @Nullable Decision decideManyWays(TestStep.Asked from, ConditionContext context) {
    BitSet reached = new BitSet(steps.length);
    BitSet open = new BitSet();
    boolean independent = true;
    long ends = 0;
    for (int at = from.number(); at >= 0; at = reached.nextSetBit(at + 1)) {
      TestStep.Asked step = steps[at];
      ContextValue value = step.value(context);
      TestStep next = step.next(value, context);
      if (next != null) {
        ends |= reach(next, reached);
        continue;
      }
      ends |= reach(step.yes(), reached) | reach(step.no(), reached);
      int key = keys[at];
      independent &= (key < 0 || !open.get(key)) && step.dividesWorlds(value, context);
      if (key >= 0) {
        open.set(key);
      }
    }
    return decision(outcomes(ends), independent);
  }

  /** Adds an inner node to a set; returns the set of a leaf. */
  private static long reach(TestStep step, BitSet reached) {
    if (step instanceof TestStep.Asked) {
      reached.set(step.number());
      return 0;
    }
    return 1L << step.number();
  }

  private static Outcomes outcomes(long reached) {
    return new Outcomes(
        reaches(reached, ALLOWED),
        reaches(reached, EXPLICIT_DENY),
        reaches(reached, IMPLICIT_DENY));
  }

  /**
   * A single possible outcome is certain. Several outcomes are the answer only if the set of
   * outcomes is exact.
   */
  private static @Nullable Decision decision(Outcomes possible, boolean exact) {
    return exact || possible.isSingle() ? possible.decision() : null;
  }
}
