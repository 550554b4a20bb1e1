package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.table.ActionBits;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that is settled for one caller and one resource, for all actions of the catalogue: a
 * certain decision, an open one, or the tests that remain. It is the result of evaluating the rules
 * with every context key unknown.
 *
 * <p>Representation: a code of three bits for each action, the bits of all actions in one {@code
 * long} each, so that a decision reads one cache line. An action that has tests left and no {@link
 * ResidualPolicy} yet gets one when it is first asked for, in a copy of the row. Immutable; equal
 * rows are kept once ({@link RowInterner}), so a row says nothing of whose it is.
 */
public final class DecisionRow {

  private static final int TESTED = 5;
  private static final int NOT_READY = 6;

  /** The decisions by code: the codes below {@link #TESTED}. */
  private static final Decision[] DECISIONS = {
    Decision.INDETERMINATE,
    Decision.ALLOWED,
    Decision.EXPLICIT_DENY,
    Decision.IMPLICIT_DENY,
    Decision.DENIED
  };

  private static final ResidualPolicy[] NO_RESIDUALS = {};

  private final long low;
  private final long middle;
  private final long high;
  private final ResidualPolicy[] residuals;

  /** The row of all cases together. */
  DecisionRow(Masks masks) {
    long allowed = masks.single(masks.mayAllow, masks.mayDeny | masks.mayLack);
    long explicitDeny = masks.single(masks.mayDeny, masks.mayAllow | masks.mayLack);
    long implicitDeny = masks.single(masks.mayLack, masks.mayAllow | masks.mayDeny);
    long settled = allowed | explicitDeny | implicitDeny;
    long notReady = (masks.tested | ~masks.answered) & ~settled;
    // Something is possible, so what is not settled and may not allow has both denials.
    long denied = masks.answered & ~masks.mayAllow & ~notReady & ~settled;
    this.low = allowed | implicitDeny;
    this.middle = explicitDeny | implicitDeny | notReady;
    this.high = denied | notReady;
    this.residuals = NO_RESIDUALS;
  }

  private DecisionRow(long low, long middle, long high, ResidualPolicy[] residuals) {
    this.low = low;
    this.middle = middle;
    this.high = high;
    this.residuals = residuals;
  }

  /** The outcomes that are possible, a bit an action. Used by one thread. */
  static final class Masks {
    private final long answered;
    private long mayAllow;
    private long mayDeny;
    private long mayLack;
    private long tested;

    /** Nothing possible yet of the actions to answer. */
    Masks(long answered) {
      this.answered = answered;
    }

    /** Adds what is possible in one case. */
    void add(Verdict<ActionBits> verdict, long depends) {
      long undenied = ~verdict.deny().certain();
      mayAllow |= undenied & verdict.allow().possible();
      mayDeny |= verdict.deny().possible();
      mayLack |= undenied & ~verdict.allow().certain();
      tested |= depends;
    }

    long single(long outcome, long others) {
      return answered & outcome & ~others;
    }
  }

  /** This row with the tests that remain for one more action. */
  DecisionRow with(int action, ResidualPolicy residual) {
    long bit = 1L << action;
    int place = place(action);
    ResidualPolicy[] grown = Arrays.copyOf(residuals, residuals.length + 1);
    System.arraycopy(residuals, place, grown, place + 1, residuals.length - place);
    grown[place] = residual;
    return new DecisionRow(low | bit, middle & ~bit, high, grown);
  }

  /** How many actions before this one have a residual. */
  private int place(int action) {
    return Long.bitCount(withCode(TESTED) & ((1L << action) - 1));
  }

  /** The actions that have a code, a bit an action. */
  private long withCode(int code) {
    return ((code & 1) == 0 ? ~low : low)
        & ((code & 2) == 0 ? ~middle : middle)
        & ((code & 4) == 0 ? ~high : high);
  }

  private int code(int action) {
    long bits =
        ((low >>> action) & 1) | (((middle >>> action) & 1) << 1) | (((high >>> action) & 1) << 2);
    return (int) bits;
  }

  /** Whether the row can decide an action, or needs its residual first. */
  public boolean canDecide(int action) {
    return code(action) != NOT_READY;
  }

  /** The decision for an action that the row can decide. */
  public Decision decide(int action, ConditionContext context) {
    int code = code(action);
    return code < TESTED ? DECISIONS[code] : residuals[place(action)].decide(context);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecisionRow that
        && low == that.low
        && middle == that.middle
        && high == that.high
        && Arrays.equals(residuals, that.residuals);
  }

  @Override
  public int hashCode() {
    long bits = 31 * (31 * low + middle) + high;
    return 31 * Long.hashCode(bits) + Arrays.hashCode(residuals);
  }

  /** The row in words: a line a decision, for tests and people. */
  public String describe(ActionIndex index) {
    StringBuilder text = new StringBuilder(200);
    for (int code = 1; code < TESTED; code++) {
      line(text, DECISIONS[code], withCode(code), index);
    }
    for (int action = 0; action < index.size(); action++) {
      if (code(action) == TESTED) {
        text.append(index.name(action)).append(": ");
        text.append(residuals[place(action)]);
      }
    }
    List<String> rest = index.names(withCode(NOT_READY));
    return rest.isEmpty() ? text.toString() : text.append("tested: " + rest + "\n").toString();
  }

  private static void line(StringBuilder text, Decision decision, long bits, ActionIndex index) {
    List<String> names = index.names(bits);
    if (!names.isEmpty()) {
      text.append(decision.text()).append(": ").append(names).append('\n');
    }
  }
}
