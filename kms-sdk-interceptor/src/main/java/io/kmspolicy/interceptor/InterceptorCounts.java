package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.model.request.Decision;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Running counts of an interceptor. Safe for use by many threads. */
public final class InterceptorCounts {

  private final Map<Decision, LongAdder> decisions = new EnumMap<>(Decision.class);
  private final Map<Disposition, LongAdder> fates = new EnumMap<>(Disposition.class);
  private final LongAdder undecided = new LongAdder();
  private final LongAdder failures = new LongAdder();

  InterceptorCounts() {
    for (Decision decision : Decision.values()) {
      decisions.put(decision, new LongAdder());
    }
    for (Disposition fate : Disposition.values()) {
      fates.put(fate, new LongAdder());
    }
  }

  void count(CallDecision call) {
    adder(call.decision()).increment();
    adder(call.fate()).increment();
  }

  void countUndecided() {
    undecided.increment();
  }

  void countFailure() {
    failures.increment();
  }

  /** The calls that were decided so. */
  public long calls(Decision decision) {
    return adder(decision).sum();
  }

  private LongAdder adder(Decision decision) {
    return Objects.requireNonNull(decisions.get(decision));
  }

  /** The calls that had this fate. */
  public long calls(Disposition fate) {
    return adder(fate).sum();
  }

  private LongAdder adder(Disposition fate) {
    return Objects.requireNonNull(fates.get(fate));
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

  /** The calls that were stopped in the client. */
  public long stopped() {
    return calls(Disposition.STOPPED) + calls(Disposition.REMEMBERED);
  }

  /** The interceptor's own failures; each of these calls went on as if it were not there. */
  public long failures() {
    return failures.sum();
  }
}
