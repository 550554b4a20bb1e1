package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.Formula;
import java.util.List;
import java.util.Set;

/**
 * Estimates the heap size of rows, with compressed references. Condition tests belong to the
 * compiled policies and do not count. What a decision builds later counts from the beginning: the
 * graph of each residual policy, and the analysis of unknown keys without its diagrams and answers
 * ({@link BuiltBytes}).
 */
final class RowBytes {

  private static final int REFERENCE = 4;

  /** An entry of the {@link RowInterner}: a node, its place, a weak reference, and the value. */
  private static final int INTERNED = 32 + 8 + 32 + 16;

  /** A row, its array, and its entry in the {@link RowInterner}. */
  private static final int ROW = 48 + 16 + INTERNED;

  /** A residual policy, its list of cases, and its entry in the {@link RowInterner}. */
  private static final int RESIDUAL = 48 + 24 + INTERNED;

  /** The graph of a residual policy without branches. */
  private static final int GRAPH = 24 + 16;

  /** A branch of the graph with its place in the array. */
  private static final int BRANCH = 56 + REFERENCE;

  /** A text of a {@link ComparisonRun} with its places, and the place of its branch in the run. */
  private static final int COMPARED_TEXT = 32 + 8 + 24 + REFERENCE;

  /** The objects that analyze unknown keys. */
  private static final int OPEN = 32 + 16 + 24 + 16;

  private static final int CASE = 32 + 24;

  /** A statement of a case with its place in the list. */
  private static final int STATEMENT = 24 + REFERENCE;

  /** A conjunction or a disjunction with its array. */
  private static final int JOIN = 40 + 16;

  /** A test that was made for one resource, such as a pattern with variables. */
  private static final int OWN_TEST = 160;

  private RowBytes() {}

  /** The size of a row without its residual policies. */
  static int ofRow(int residuals) {
    return ROW + REFERENCE * residuals;
  }

  /** The size of a residual policy if no part of it is shared. */
  static int of(Iterable<ResidualPolicy.Case> cases) {
    int bytes = RESIDUAL + GRAPH + OPEN;
    for (ResidualPolicy.Case one : cases) {
      int branches = DecisionGraph.branches(one.deny()) + DecisionGraph.branches(one.allow());
      bytes += CASE + STATEMENT * one.rows().size() + BRANCH * branches;
      bytes += of(one.deny()) + of(one.allow());
      if (branches > ComparisonRun.MIN_FOLLOWING) {
        bytes += COMPARED_TEXT * textsOfRuns(one);
      }
    }
    return bytes;
  }

  /** The number of the texts that may be in runs of comparisons. */
  private static int textsOfRuns(ResidualPolicy.Case one) {
    Set<String> keys = ComparisonRun.keys(one.deny(), one.allow());
    return keys.isEmpty() ? 0 : texts(keys, one.deny()) + texts(keys, one.allow());
  }

  private static int texts(Set<String> keys, Formula formula) {
    if (!(formula instanceof Formula.Join join)) {
      return ComparisonRun.comparesOneOf(keys, formula)
          ? ((Formula.ConditionAtom) formula).textCount()
          : 0;
    }
    int texts = 0;
    List<Formula> parts = join.parts();
    for (int i = 0; i < parts.size(); i++) {
      texts += texts(keys, parts.get(i));
    }
    return texts;
  }

  private static int of(Formula formula) {
    if (formula instanceof Formula.Join join) {
      int bytes = JOIN;
      for (Formula part : join.parts()) {
        bytes += REFERENCE + of(part);
      }
      return bytes;
    }
    return formula instanceof Formula.ConditionAtom || formula instanceof Formula.Constant
        ? 0
        : OWN_TEST;
  }
}
