package io.kmspolicy.engine;

import io.kmspolicy.engine.AllLayers.Verdict;
import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.Decision;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that is settled for one caller and one resource, for all actions of the catalogue: a
 * certain decision, an open one, or the tests that remain. It is the result of evaluating the rules
 * with every context key unknown.
 *
 * <p>Representation: a bit an action in one mask a decision; an action whose bit is in {@code
 * tested} and in no decision needs its {@link Residual}, which is made when it is first asked for
 * and then kept in a copy of the row. Immutable; equal rows are kept once ({@link SharedParts}), so
 * a row says nothing of whose it is.
 */
final class DecisionRow {

  private static final Residual[] NO_RESIDUALS = {};

  private final long allowed;
  private final long explicitDeny;
  private final long implicitDeny;
  private final long denied;
  private final long tested;
  private final long ready;
  private final long decidable;
  private final Residual[] residuals;

  /** The row of all cases together. */
  DecisionRow(Masks masks) {
    this.allowed = masks.single(masks.mayAllow, masks.mayDeny | masks.mayLack);
    this.explicitDeny = masks.single(masks.mayDeny, masks.mayAllow | masks.mayLack);
    this.implicitDeny = masks.single(masks.mayLack, masks.mayAllow | masks.mayDeny);
    this.tested = masks.tested | ~masks.answered;
    this.denied = masks.answered & masks.mayDeny & masks.mayLack & ~masks.mayAllow & ~tested;
    this.ready = 0;
    this.decidable = allowed | explicitDeny | implicitDeny | ~tested;
    this.residuals = NO_RESIDUALS;
  }

  private DecisionRow(DecisionRow row, long ready, Residual[] residuals) {
    this.allowed = row.allowed;
    this.explicitDeny = row.explicitDeny;
    this.implicitDeny = row.implicitDeny;
    this.denied = row.denied;
    this.tested = row.tested;
    this.ready = ready;
    this.decidable = row.decidable | ready;
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
    void add(Verdict<ActionSet> verdict, long depends) {
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
  DecisionRow with(int action, Residual residual) {
    long bit = 1L << action;
    int place = Long.bitCount(ready & (bit - 1));
    Residual[] grown = Arrays.copyOf(residuals, residuals.length + 1);
    System.arraycopy(residuals, place, grown, place + 1, residuals.length - place);
    grown[place] = residual;
    return new DecisionRow(this, ready | bit, grown);
  }

  /** Whether the row can decide an action, or needs its residual first. */
  boolean canDecide(int action) {
    return (decidable >>> action & 1) != 0;
  }

  /** The decision for an action that the row can decide. */
  Decision decide(int action, ConditionContext context) {
    long bit = 1L << action;
    if ((allowed & bit) != 0) {
      return Decision.ALLOWED;
    }
    if ((explicitDeny & bit) != 0) {
      return Decision.EXPLICIT_DENY;
    }
    if ((implicitDeny & bit) != 0) {
      return Decision.IMPLICIT_DENY;
    }
    if ((tested & bit) != 0) {
      return residuals[Long.bitCount(ready & (bit - 1))].decide(context);
    }
    return (denied & bit) != 0 ? Decision.DENIED : Decision.INDETERMINATE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecisionRow that
        && allowed == that.allowed
        && explicitDeny == that.explicitDeny
        && implicitDeny == that.implicitDeny
        && denied == that.denied
        && tested == that.tested
        && ready == that.ready
        && Arrays.equals(residuals, that.residuals);
  }

  @Override
  public int hashCode() {
    long bits = 31 * (31 * (31 * allowed + explicitDeny) + implicitDeny) + tested;
    return 31 * Long.hashCode(31 * bits + ready) + Arrays.hashCode(residuals);
  }

  /** The row in words: a line a decision, for tests and people. */
  String describe(ActionIndex index) {
    StringBuilder text = new StringBuilder(200);
    line(text, Decision.ALLOWED, allowed, index);
    line(text, Decision.EXPLICIT_DENY, explicitDeny, index);
    line(text, Decision.IMPLICIT_DENY, implicitDeny, index);
    line(text, Decision.DENIED, denied, index);
    long open = tested & ~allowed & ~explicitDeny & ~implicitDeny;
    for (int action = 0; action < index.size(); action++) {
      if (((ready >> action) & 1) == 1) {
        text.append(index.name(action)).append(": ");
        text.append(residuals[Long.bitCount(ready & ((1L << action) - 1))]);
      }
    }
    List<String> rest = index.names(open & ~ready);
    return rest.isEmpty() ? text.toString() : text.append("tested: " + rest + "\n").toString();
  }

  private static void line(StringBuilder text, Decision decision, long bits, ActionIndex index) {
    List<String> names = index.names(bits);
    if (!names.isEmpty()) {
      text.append(decision.text()).append(": ").append(names).append('\n');
    }
  }
}
