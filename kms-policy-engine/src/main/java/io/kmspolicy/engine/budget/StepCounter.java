package io.kmspolicy.engine.budget;

import io.kmspolicy.model.request.ConditionContext;
import org.jspecify.annotations.Nullable;

/**
 * Counts the steps of one check. A step is a unit of work such as reading a condition key or
 * comparing a value with one policy value. Not thread-safe.
 */
public final class StepCounter {

  /**
   * The maximum number of steps that one test may take in a context without counter. A decision
   * without counter evaluates few tests, so its work is bounded too.
   */
  public static final int MAX_UNCOUNTED = 256;

  /** Texts up to this length are compared with single patterns without counting. */
  public static final int SHORT_TEXT = 256;

  private static final int CHARACTERS_PER_STEP = 32;

  /** Counts nothing: for work outside of checks. */
  private static final StepCounter NONE = new StepCounter(null);

  private final @Nullable StepBudget budget;
  private long left;

  StepCounter(@Nullable StepBudget budget) {
    this.budget = budget;
    this.left = budget == null ? 0 : budget.steps();
  }

  /** A context that may have a counter. */
  public interface Holder {
    /** The counter of the check. */
    StepCounter counter();
  }

  /** A counter that counts nothing. */
  public static StepCounter none() {
    return NONE;
  }

  /** The counter that travels with a context, or one that counts nothing. */
  public static StepCounter of(ConditionContext context) {
    return context instanceof Holder holder ? holder.counter() : NONE;
  }

  /**
   * Counts the steps of one test of a decision row. A decision begins without counter, because its
   * tests usually take few steps.
   *
   * @throws StepsExhausted if the budget is used up, or if the context has no counter and the test
   *     takes more than {@value #MAX_UNCOUNTED} steps; then the decision must begin again with a
   *     counter
   */
  public static void spend(ConditionContext context, long steps) {
    if (context instanceof Holder holder) {
      holder.counter().spend(steps);
    } else if (steps > MAX_UNCOUNTED) {
      throw new StepsExhausted();
    }
  }

  /**
   * Counts one step of a loop of a decision row.
   *
   * @param index the number of steps of the loop before this one
   * @throws StepsExhausted as {@link #spend(ConditionContext, long)} does for the whole loop
   */
  public static void step(ConditionContext context, int index) {
    if (context instanceof Holder holder) {
      holder.counter().spend(1);
    } else if (index >= MAX_UNCOUNTED) {
      throw new StepsExhausted();
    }
  }

  /** The steps of comparing a text with a pattern. */
  public static long ofText(String text) {
    return 1L + text.length() / CHARACTERS_PER_STEP;
  }

  /**
   * Counts steps before they are taken.
   *
   * @throws StepsExhausted if the budget is used up
   */
  public void spend(long steps) {
    if (budget == null) {
      return;
    }
    boolean wasLeft = left >= 0;
    left -= steps;
    if (left < 0) {
      if (wasLeft) {
        budget.countExhausted();
      }
      left = -1;
      throw new StepsExhausted();
    }
  }

  /** Whether steps are counted. */
  public boolean counts() {
    return budget != null;
  }

  /** Whether the check used up its budget. */
  public boolean isExhausted() {
    return left < 0;
  }

  /** The number of steps that were counted. */
  public long spent() {
    return budget == null ? 0 : budget.steps() - Math.max(left, 0);
  }

  /** The maximum number of steps; 0 for a counter that counts nothing. */
  public int maximum() {
    return budget == null ? 0 : budget.steps();
  }
}
