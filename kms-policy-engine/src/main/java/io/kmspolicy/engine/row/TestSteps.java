package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * the set of possible decisions. Tests are independent if each can hold and can fail, and reads an
 * unknown key that no other of them reads: then every path is the result of some values of the
 * unknown keys. If they are not independent and several leaves are reachable, the result is null,
 * and the exact analysis must decide (rule 6.13).
 *
 * <p>Representation: nodes are numbered in topological order, and leaves have the numbers 61 to 63.
 * A set of nodes is one {@code long}, and the reachable set is computed in one pass over ascending
 * numbers. A graph with more than {@value #MAX_STEPS} nodes has no node table; then both formulas
 * are evaluated in three-valued logic.
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

  /**
   * The limit for the node table. Graphs with more nodes do not follow both successors of an
   * indeterminate test.
   */
  static final int MAX_STEPS = 61;

  private static final TestStep.Asked[] NONE = {};
  private static final long ENDS = -1L << MAX_STEPS;

  private final Formula deny;
  private final Formula allow;
  private final TestStep first;
  private final boolean many;

  /** The inner nodes by number; {@link #NONE} if there are too many. */
  private final TestStep.Asked[] steps;

  /** For each node, the other nodes that read one of its keys, one bit per node. */
  private final long[] related;

  /**
   * The graph of a decision.
   *
   * @param deny the formula for a matching Deny statement
   * @param allow the formula for permission by all layers that must allow the request
   */
  TestSteps(Formula deny, Formula allow) {
    this.deny = deny;
    this.allow = allow;
    Maker maker = new Maker(count(deny) + count(allow));
    TestStep undenied = maker.add(allow, ALLOWED, IMPLICIT_DENY);
    this.first = maker.add(deny, EXPLICIT_DENY, undenied);
    this.many = maker.areMany();
    this.steps = maker.inOrder();
    List<Set<String>> keys = Arrays.stream(steps).map(TestSteps::keys).toList();
    this.related = new long[steps.length];
    for (int i = 0; i < steps.length; i++) {
      related[i] = related(keys, i);
    }
  }

  /** The number of nodes of a formula. */
  private static int count(Formula formula) {
    if (formula instanceof Formula.Join join) {
      return join.parts().stream().mapToInt(TestSteps::count).sum();
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

    private final List<TestStep.Asked> made = new ArrayList<>();
    private final int count;

    Maker(int count) {
      this.count = count;
    }

    /** The entry node of a formula, given the successors for true and false. */
    TestStep add(Formula formula, TestStep yes, TestStep no) {
      if (formula instanceof Formula.Join join) {
        List<Formula> parts = join.parts();
        TestStep next = join.all() ? yes : no;
        for (int i = parts.size() - 1; i >= 0; i--) {
          next = join.all() ? add(parts.get(i), next, no) : add(parts.get(i), yes, next);
        }
        return next;
      }
      if (isSettled(formula)) {
        return formula == Formula.Constant.MATCH ? yes : no;
      }
      TestStep.Asked step = TestStep.Asked.of(count - 1 - made.size(), formula, yes, no);
      made.add(step);
      return step;
    }

    boolean areMany() {
      return made.size() > MAX_STEPS;
    }

    TestStep.Asked[] inOrder() {
      Collections.reverse(made);
      return areMany() ? NONE : made.toArray(NONE);
    }
  }

  private static long related(List<Set<String>> keys, int one) {
    long related = 0;
    for (int other = 0; other < keys.size(); other++) {
      boolean shares = other != one && !Collections.disjoint(keys.get(one), keys.get(other));
      related |= shares ? 1L << other : 0;
    }
    return related;
  }

  private static Set<String> keys(TestStep.Asked step) {
    return step.formula() instanceof Formula.Atom test ? new HashSet<>(test.keys()) : Set.of();
  }

  /** The decision in a context, or null if only the exact analysis can decide. */
  @Nullable Decision decide(ConditionContext context) {
    TestStep step = first;
    while (step instanceof TestStep.Asked asked) {
      TestStep next = asked.next(context);
      if (next == null) {
        return many ? decidePlainly(context) : decideBothWays(asked, context);
      }
      step = next;
    }
    return ((TestStep.End) step).decision();
  }

  /** Whether the graph has so many nodes that a decision has to count its steps (rule 6.17). */
  boolean areMany() {
    return many;
  }

  private @Nullable Decision decideBothWays(TestStep.Asked from, ConditionContext context) {
    long reached = 1L << from.number();
    long open = 0;
    boolean independent = true;
    while ((reached & ~ENDS) != 0) {
      TestStep.Asked step = steps[Long.numberOfTrailingZeros(reached)];
      reached &= reached - 1;
      TestStep next = step.next(context);
      if (next != null) {
        reached |= 1L << next.number();
      } else {
        reached |= 1L << step.yes().number() | 1L << step.no().number();
        independent &= (related[step.number()] & open) == 0 && step.dividesWorlds(context);
        open |= 1L << step.number();
      }
    }
    return decision(
        new Outcomes(
            reaches(reached, ALLOWED),
            reaches(reached, EXPLICIT_DENY),
            reaches(reached, IMPLICIT_DENY)),
        independent);
  }

  private static boolean reaches(long reached, TestStep.End end) {
    return (reached >>> end.number() & 1) != 0;
  }

  /**
   * Evaluates both formulas in three-valued logic (Kleene 1952), regardless of which tests are
   * reachable.
   */
  private @Nullable Decision decidePlainly(ConditionContext context) {
    MatchResult denied = deny.evaluate(context, MatchResult.INDETERMINATE);
    MatchResult allowed = allow.evaluate(context, MatchResult.INDETERMINATE);
    return decision(Outcomes.of(denied, allowed), false);
  }

  /**
   * A single possible outcome is certain. Several outcomes are the answer only if the set of
   * outcomes is exact.
   */
  private static @Nullable Decision decision(Outcomes possible, boolean exact) {
    return exact || possible.isSingle() ? possible.decision() : null;
  }
}
