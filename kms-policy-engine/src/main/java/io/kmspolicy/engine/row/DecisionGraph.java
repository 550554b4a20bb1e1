package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decision graph, also called a branching program, over condition tests (Lee 1959; Bryant 1986).
 * Each {@link Branch} tests one condition and has a successor for true and one for false; each
 * {@link Leaf} is a decision. The formulas are translated as in short-circuit evaluation, so a test
 * that cannot change the decision is not evaluated. The graph is neither ordered nor reduced as a
 * BDD is: a condition can occur at several branches. Comparisons of one key that follow each other
 * are one lookup ({@link ComparisonRun}).
 *
 * <p>Where a test is indeterminate, both successors are followed, and the set of reachable leaves
 * is computed. If the indeterminate tests on the visited paths are independent, that set is exactly
 * the set of possible decisions. Tests are independent if each can hold and can fail, and reads one
 * unknown key that no other of them reads: then every path is the result of some values of the
 * unknown keys. If they are not independent and several leaves are reachable, the result is null,
 * and the exact analysis must decide (rule 6.13).
 *
 * <p>Why not a reduced ordered BDD: its canonical order would put the tests in one global order,
 * while these formulas are sorted by cost; the graphs are small, and residual policies with equal
 * formulas are one object ({@link RowInterner}).
 *
 * <p>Immutable.
 *
 * <p>References: C. Y. Lee, <i>Representation of Switching Circuits by Binary-Decision
 * Programs</i>, 1959; R. E. Bryant, <i>Graph-Based Algorithms for Boolean Function
 * Manipulation</i>, 1986.
 */
abstract sealed class DecisionGraph implements Plan {

  /**
   * The maximum number of branches of a graph whose sets of nodes are one {@code long}; the leaves
   * have the numbers from there on.
   */
  static final int MAX_BRANCHES = 61;

  private static final long LEAVES = -1L << MAX_BRANCHES;

  private final Node first;

  /** The branches by number. */
  private final Branch[] branches;

  private DecisionGraph(Node first, Branch[] branches) {
    this.first = first;
    this.branches = branches;
  }

  /**
   * The graph of a decision.
   *
   * @param deny the formula for a matching Deny statement
   * @param allow the formula for permission by all layers that must allow the request
   */
  static DecisionGraph of(Formula deny, Formula allow) {
    Maker maker = new Maker(deny, allow);
    Node undenied = maker.add(allow, Leaf.ALLOWED, Leaf.IMPLICIT_DENY);
    Node first = maker.add(deny, Leaf.EXPLICIT_DENY, undenied);
    return maker.branches.length <= MAX_BRANCHES
        ? new Graph(first, maker.branches)
        : new CountedGraph(first, maker.branches, maker.hasRun);
  }

  /** The number of branches that a formula becomes. */
  static int branches(Formula formula) {
    if (formula instanceof Formula.Join join) {
      int branches = 0;
      for (Formula part : join.parts()) {
        branches += branches(part);
      }
      return branches;
    }
    return isSettled(formula) ? 0 : 1;
  }

  private static boolean isSettled(Formula formula) {
    return formula == Formula.Constant.MATCH || formula == Formula.Constant.NO_MATCH;
  }

  /**
   * Builds the branches from the last to the first, so that successors exist before their
   * predecessors.
   */
  private static final class Maker {

    private final Branch[] branches;
    private final Set<String> runs;
    private final Map<String, Integer> dividedKeys = new HashMap<>();
    private int missing;
    private boolean hasRun;

    Maker(Formula deny, Formula allow) {
      this.missing = branches(deny) + branches(allow);
      this.branches = new Branch[missing];
      this.runs =
          missing <= ComparisonRun.MIN_FOLLOWING ? Set.of() : ComparisonRun.keys(deny, allow);
    }

    /** The entry node of a formula, given the successors for true and false. */
    Node add(Formula formula, Node yes, Node no) {
      if (formula instanceof Formula.Join join) {
        List<Formula> parts = ComparisonRun.together(join.parts(), runs);
        Node next = join.all() ? yes : no;
        for (int i = parts.size() - 1; i >= 0; i--) {
          next = join.all() ? add(parts.get(i), next, no) : add(parts.get(i), yes, next);
        }
        return next;
      }
      if (isSettled(formula)) {
        return formula == Formula.Constant.MATCH ? yes : no;
      }
      missing--;
      Branch branch = Branch.of(missing, dividedKey(formula), formula, runs, yes, no);
      hasRun |= branch instanceof Branch.Comparison comparison && comparison.beginsRun();
      branches[missing] = branch;
      return branch;
    }

    private int dividedKey(Formula formula) {
      return formula instanceof Formula.Atom test && test.isOpen()
          ? dividedKeys.computeIfAbsent(test.key(), unused -> dividedKeys.size())
          : Branch.NO_KEY;
    }
  }

  /**
   * The decision in a context, or null if only the exact analysis can decide.
   *
   * @param arn the ARN of the resource that is asked about
   */
  final @Nullable Decision decide(ConditionContext context, String arn) {
    Node node = first;
    while (node instanceof Branch branch) {
      Node next = Branch.next(branch, context, arn);
      if (next == null) {
        return decideBothWays(branch, context, arn);
      }
      node = next;
    }
    return ((Leaf) node).decision();
  }

  /** The decision from an indeterminate branch on, or null. */
  abstract @Nullable Decision decideBothWays(Branch from, ConditionContext context, String arn);

  final Branch branch(int number) {
    return branches[number];
  }

  /**
   * A single possible outcome is certain. Several outcomes are the answer only if the set of
   * outcomes is exact.
   */
  private static @Nullable Decision decision(long reached, boolean exact) {
    Outcomes possible =
        Outcomes.of(
            (reached & Leaf.ALLOWED.bit()) != 0,
            (reached & Leaf.EXPLICIT_DENY.bit()) != 0,
            (reached & Leaf.IMPLICIT_DENY.bit()) != 0);
    return exact || possible.isSingle() ? possible.decision() : null;
  }

  /** A graph of so few branches that a decision need not count its steps; it allocates nothing. */
  static final class Graph extends DecisionGraph {

    private Graph(Node first, Branch[] branches) {
      super(first, branches);
    }

    /** A set of nodes is one {@code long}, which is read in the order of the numbers. */
    @Override
    @Nullable Decision decideBothWays(Branch from, ConditionContext context, String arn) {
      long reached = 1L << from.number();
      long openKeys = 0;
      boolean independent = true;
      while ((reached & ~LEAVES) != 0) {
        Branch branch = branch(Long.numberOfTrailingZeros(reached));
        reached &= reached - 1;
        ContextValue value = branch.value(context);
        Node next = branch.next(value, context, arn);
        if (next != null) {
          reached |= 1L << next.number();
          continue;
        }
        reached |= 1L << branch.yes().number() | 1L << branch.no().number();
        long key = branch.dividedKey() == Branch.NO_KEY ? 0 : 1L << branch.dividedKey();
        independent &= (openKeys & key) == 0 && branch.divides(value, context);
        openKeys |= key;
      }
      return decision(reached, independent);
    }
  }

  /** A graph of so many branches that a decision counts its steps (rule 6.17). */
  static final class CountedGraph extends DecisionGraph {

    private final boolean hasRun;

    private CountedGraph(Node first, Branch[] branches, boolean hasRun) {
      super(first, branches);
      this.hasRun = hasRun;
    }

    /**
     * The decision in a context, if a walk over few branches makes it; null otherwise. Runs of
     * comparisons make most walks short, whatever the number of branches.
     */
    @Nullable Decision decideUncounted(ConditionContext context, String arn) {
      Node node = hasRun ? super.first : null;
      for (int passed = 0; passed < MAX_BRANCHES && node instanceof Branch branch; passed++) {
        node = Branch.next(branch, context, arn);
      }
      return node instanceof Leaf leaf ? leaf.decision() : null;
    }

    @Override
    @Nullable Decision decideBothWays(Branch from, ConditionContext context, String arn) {
      BitSet reached = new BitSet();
      BitSet openKeys = new BitSet();
      boolean independent = true;
      long leaves = 0;
      for (int at = from.number(); at >= 0; at = reached.nextSetBit(at + 1)) {
        Branch branch = branch(at);
        ContextValue value = branch.value(context);
        Node next = branch.next(value, context, arn);
        if (next != null) {
          leaves |= reach(next, reached);
          continue;
        }
        leaves |= reach(branch.yes(), reached) | reach(branch.no(), reached);
        int key = branch.dividedKey();
        boolean isDivided = key != Branch.NO_KEY && openKeys.get(key);
        independent &= !isDivided && branch.divides(value, context);
        if (key != Branch.NO_KEY) {
          openKeys.set(key);
        }
      }
      return decision(leaves, independent);
    }

    /** Adds a branch to a set; returns the set of a leaf. */
    private static long reach(Node node, BitSet reached) {
      if (node instanceof Leaf leaf) {
        return leaf.bit();
      }
      reached.set(node.number());
      return 0;
    }
  }
}
