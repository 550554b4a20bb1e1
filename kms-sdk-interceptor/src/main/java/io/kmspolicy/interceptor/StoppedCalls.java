package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.DenialReason;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.DriftReport;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls that were stopped, or would be if their operation were enforced: by operation,
 * disposition and decision exactly, and by reason for a sample. The reasons are found on the thread
 * of explanations. Bounded. Thread-safe.
 */
final class StoppedCalls {

  /** The greatest number of different reasons of a kind. */
  private static final int REASONS = 100;

  private static final DenialReason OTHER = DenialReason.other("other reasons");
  private static final DenialReason REMEMBERED =
      DenialReason.other("KMS refused the same call before");

  private final DenialMessage texts;
  private final ExplanationQueue explanations;
  private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();

  private record Kind(String operation, Disposition disposition, Decision decision) {}

  /** The calls of one kind, and the reasons of those that were examined. */
  private record Tally(LongAdder calls, CallSample sample, Map<DenialReason, LongAdder> reasons) {
    Tally() {
      this(new LongAdder(), new CallSample(System::nanoTime), new ConcurrentHashMap<>());
    }

    void add(DenialReason reason) {
      DenialReason bounded =
          reasons.size() < REASONS || reasons.containsKey(reason) ? reason : OTHER;
      reasons.computeIfAbsent(bounded, added -> new LongAdder()).increment();
    }
  }

  StoppedCalls(DenialMessage texts, ExplanationQueue explanations) {
    this.texts = texts;
    this.explanations = explanations;
  }

  /** Counts a call if it was stopped, or was sent only because its operation is observed. */
  void note(CallDecision call) {
    if (!counts(call.disposition())) {
      return;
    }
    Tally tally = tally(call);
    tally.calls().increment();
    if (call.disposition() == Disposition.REMEMBERED) {
      tally.add(REMEMBERED);
    } else if (tally.sample().choosesNext()) {
      explanations.submit(() -> tally.add(texts.cause(call)));
    }
  }

  /** Takes back a decision on a request that was changed after it. */
  void replace(CallDecision call) {
    if (counts(call.disposition())) {
      tally(call).calls().decrement();
    }
  }

  private static boolean counts(Disposition disposition) {
    return disposition.isStopped() || disposition == Disposition.OBSERVED;
  }

  private Tally tally(CallDecision call) {
    Kind kind = new Kind(call.operation(), call.disposition(), call.decision());
    Tally known = tallies.get(kind); // Takes no lock.
    return known != null ? known : tallies.computeIfAbsent(kind, added -> new Tally());
  }

  /** The calls so far, sorted. */
  List<DriftReport.Stopped> report() {
    List<DriftReport.Stopped> all = new ArrayList<>();
    tallies.forEach(
        (kind, tally) -> {
          Map<DenialReason, Long> reasons = new HashMap<>();
          tally.reasons().forEach((reason, calls) -> reasons.put(reason, calls.sum()));
          all.add(
              new DriftReport.Stopped(
                  kind.operation(),
                  kind.disposition(),
                  kind.decision(),
                  tally.calls().sum(),
                  reasons));
        });
    all.sort(
        Comparator.comparing(DriftReport.Stopped::operation)
            .thenComparing(DriftReport.Stopped::disposition)
            .thenComparing(DriftReport.Stopped::decision));
    return all;
  }
}
