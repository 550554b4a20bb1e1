package io.kmspolicy.interceptor;

import io.kmspolicy.model.Decision;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Running counts of an interceptor. Safe for use by many threads. */
public final class InterceptorCounts {

  private final Map<Decision, LongAdder> decisions = new EnumMap<>(Decision.class);
  private final LongAdder stopped = new LongAdder();
  private final LongAdder failures = new LongAdder();

  InterceptorCounts() {
    for (Decision decision : Decision.values()) {
      decisions.put(decision, new LongAdder());
    }
  }

  void count(CallDecision call) {
    adder(call.decision()).increment();
    if (call.stopped()) {
      stopped.increment();
    }
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
    return stopped.sum();
  }

  /** The interceptor's own failures; each of these calls went on as if it were not there. */
  public long failures() {
    return failures.sum();
  }
}
