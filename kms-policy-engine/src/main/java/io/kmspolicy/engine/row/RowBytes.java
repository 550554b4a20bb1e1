package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import java.util.List;

/**
 * Estimates the heap size of rows, with compressed references. Condition tests belong to the
 * compiled policies and do not count. What a decision builds later counts from the beginning: the
 * steps of each residual policy, and the analysis of unknown keys without its diagrams.
 */
final class RowBytes {

  private static final int REFERENCE = 4;

  /** A row, its array, its entry in the {@link RowInterner}, and its mark as counted. */
  private static final int ROW = 48 + 16 + 144 + 88;

  /** A residual policy, its list of cases, and its entry in the {@link RowInterner}. */
  private static final int RESIDUAL = 56 + 24 + 144;

  /** The steps of a residual policy without nodes, and their entry in the {@link RowInterner}. */
  private static final int STEPS = 40 + 3 * 16 + 24 + 144;

  /** A node of the steps with its places in three arrays. */
  private static final int STEP = 56 + 4 + 4 + 8;

  /** A text of a {@link ComparisonRun} with its places, and the place of its node in the run. */
  private static final int COMPARED_TEXT = 32 + 8 + 24 + 24 + REFERENCE;

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

  /** The size of a row if no part of it is shared. */
  static int of(ResidualPolicy[] residuals) {
    int bytes = ROW;
    for (ResidualPolicy residual : residuals) {
      bytes += REFERENCE + residual.bytes();
    }
    return bytes;
  }

  /** The size of a residual policy if no part of it is shared. */
  static int of(Iterable<ResidualPolicy.Case> cases) {
    int bytes = RESIDUAL + STEPS + OPEN;
    for (ResidualPolicy.Case one : cases) {
      int tests = tests(one.deny()) + tests(one.allow());
      bytes += CASE + STATEMENT * one.rows().size() + STEP * tests;
      bytes += of(one.deny()) + of(one.allow());
      if (tests > ComparisonRun.MIN_FOLLOWING) {
        bytes += COMPARED_TEXT * textsOfRuns(one);
      }
    }
    return bytes;
  }

  /**
   * The number of the texts that may be in runs of comparisons. Keys that share a bit of the filter
   * of names count as one key: no map of keys is needed, and a first decision stays cheap.
   */
  private static int textsOfRuns(ResidualPolicy.Case one) {
    int[] tests = new int[Long.SIZE];
    int[] texts = new int[Long.SIZE];
    addComparisons(one.deny(), tests, texts);
    addComparisons(one.allow(), tests, texts);
    int sum = 0;
    for (int bit = 0; bit < Long.SIZE; bit++) {
      sum += tests[bit] > ComparisonRun.MIN_FOLLOWING ? texts[bit] : 0;
    }
    return sum;
  }

  private static void addComparisons(Formula formula, int[] tests, int[] texts) {
    if (formula instanceof Formula.Join join) {
      List<Formula> parts = join.parts();
      for (int i = 0; i < parts.size(); i++) {
        addComparisons(parts.get(i), tests, texts);
      }
    } else if (formula instanceof CompiledCondition test && test.textCount() > 0) {
      int bit = Long.numberOfTrailingZeros(ConditionContext.bit(test.key()));
      tests[bit]++;
      texts[bit] += test.textCount();
    }
  }

  private static int of(Formula formula) {
    if (formula instanceof Formula.Join join) {
      int bytes = JOIN;
      for (Formula part : join.parts()) {
        bytes += REFERENCE + of(part);
      }
      return bytes;
    }
    return formula instanceof CompiledCondition || formula instanceof Formula.Constant
        ? 0
        : OWN_TEST;
  }

  private static int tests(Formula formula) {
    if (formula instanceof Formula.Join join) {
      int tests = 0;
      for (Formula part : join.parts()) {
        tests += tests(part);
      }
      return tests;
    }
    return formula instanceof Formula.Constant ? 0 : 1;
  }
}
