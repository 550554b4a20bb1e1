package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.model.request.Decision;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;

/** Running counts of an interceptor. Safe for use by many threads. */
public final class InterceptorCounts {

  private final Map<Decision, LongAdder> decisions = new EnumMap<>(Decision.class);
  private final Map<Disposition, LongAdder> dispositions = new EnumMap<>(Disposition.class);
  private final LongAdder changed = new LongAdder();
  private final LongAdder undecided = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder explanationsDropped = new LongAdder();

  InterceptorCounts() {
    for (Decision decision : Decision.values()) {
      decisions.put(decision, new LongAdder());
    }
    for (Disposition disposition : Disposition.values()) {
      dispositions.put(disposition, new LongAdder());
    }
  }

  void count(CallDecision call) {
    adder(call.decision()).increment();
    adder(call.disposition()).increment();
  }

  /** Takes back a decision on a request that was changed after it. */
  void replace(CallDecision call) {
    adder(call.decision()).decrement();
    adder(call.disposition()).decrement();
    changed.increment();
  }

  void countUndecided() {
    undecided.increment();
  }

  void countFailure() {
    failures.increment();
  }

  /** The calls with a decision. */
  public long calls(Decision decision) {
    return adder(decision).sum();
  }

  private LongAdder adder(Decision decision) {
    return Objects.requireNonNull(decisions.get(decision));
  }

  /** The calls with a disposition. */
  public long calls(Disposition disposition) {
    return adder(disposition).sum();
  }

  private LongAdder adder(Disposition disposition) {
    return Objects.requireNonNull(dispositions.get(disposition));
  }

  /** The calls that were decided again, since their request was changed after the decision. */
  public long changed() {
    return changed.sum();
  }

  /** The KMS calls that were not decided because the caller or the operation is not known. */
  public long undecided() {
    return undecided.sum();
  }

  /** All calls that were decided. */
  public long calls() {
    long sum = 0;
    for (LongAdder adder : decisions.values()) {
      sum += adder.sum();
    }
    return sum;
  }

  /**
   * The calls that were stopped in the client. One that is to be stopped before its transmission
   * counts also if it fails earlier, such as for missing credentials.
   */
  public long stopped() {
    return calls(Disposition.STOPPED) + calls(Disposition.REMEMBERED);
  }

  /** The failures of the interceptor and of what was plugged into it; the calls went out. */
  public long failures() {
    return failures.sum();
  }

  /** Such as {@code 7 calls: 5 allowed, 2 indeterminate; 0 stopped, 1 undecided, 0 failures}. */
  @Override
  public String toString() {
    StringJoiner each = new StringJoiner(", ");
    decisions.forEach(
        (decision, count) -> {
          if (count.sum() != 0) {
            each.add(count.sum() + " " + decision.text());
          }
        });
    return calls()
        + " calls"
        + (each.length() == 0 ? "" : ": " + each)
        + "; "
        + stopped()
        + " stopped, "
        + undecided()
        + " undecided, "
        + failures()
        + " failures";
  }

  void countDroppedExplanation() {
    explanationsDropped.increment();
  }

  /**
   * The drifts and stopped calls that were counted but not explained or reported to the drift
   * listener, because too many waited.
   */
  public long explanationsDropped() {
    return explanationsDropped.sum();
  }
}
