package io.kmspolicy.interceptor;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares decisions with what KMS answers. */
final class TruthCheck {

  /**
   * So many drifts of a kind are looked at for the assertions that they lean on, and after that
   * fewer and fewer: it takes several decisions of the slow evaluator.
   */
  private static final int EXAMINED = 100;

  private static final Logger LOG = LoggerFactory.getLogger(TruthCheck.class);

  private final DenialText texts;
  private final Enforcement enforcement;
  private final DriftListener listener;
  private final Map<String, Map<Finding, LongAdder>> tallies = new HashMap<>();
  private final Map<Kind, AtomicLong> kinds = new ConcurrentHashMap<>();
  private final Set<String> doubted = ConcurrentHashMap.newKeySet();

  /** Drifts of one kind are logged once. */
  private record Kind(Finding finding, String operation, Decision decision) {}

  TruthCheck(
      KmsCatalogue catalogue, DenialText texts, Enforcement enforcement, DriftListener listener) {
    this.texts = texts;
    this.enforcement = enforcement;
    this.listener = listener;
    for (KmsOperation operation : catalogue.operations()) {
      Map<Finding, LongAdder> tally = new EnumMap<>(Finding.class);
      for (Finding finding : Finding.values()) {
        tally.put(finding, new LongAdder());
      }
      tallies.put(operation.name(), tally);
    }
  }

  /** The call was authorized, whatever else became of it. */
  void succeeded(CallDecision call, String requestId) {
    Decision decision = call.decision();
    if (decision == Decision.ALLOWED) {
      note(Finding.CONFIRMED_ALLOWED, call, requestId);
    } else if (!decision.isCertainDenial()) {
      note(Finding.OPEN_SUCCEEDED, call, requestId);
    } else {
      boolean drift = call.fate() == Fate.OBSERVED || call.fate() == Fate.BYPASSED;
      note(drift ? Finding.DRIFT_SUCCEEDED : Finding.EXCUSED, call, requestId);
    }
  }

  /** KMS refused the call. */
  void refused(CallDecision call, String requestId) {
    Decision decision = call.decision();
    if (decision.isCertainDenial()) {
      note(Finding.CONFIRMED_DENIED, call, requestId);
    } else if (decision != Decision.ALLOWED) {
      note(Finding.OPEN_REFUSED, call, requestId);
    } else {
      boolean excused = enforcement.isExcused(call.checks());
      note(excused ? Finding.EXCUSED : Finding.DRIFT_REFUSED, call, requestId);
    }
  }

  private void note(Finding finding, CallDecision call, String requestId) {
    Map<Finding, LongAdder> tally = tallies.get(call.operation());
    if (tally == null) {
      return;
    }
    Objects.requireNonNull(tally.get(finding)).increment();
    if (finding.isDrift()) {
      Drift drift = new Drift(finding, call, requestId, () -> texts.explanation(call));
      long count =
          kinds
              .computeIfAbsent(
                  new Kind(finding, call.operation(), call.decision()), kind -> new AtomicLong())
              .incrementAndGet();
      if (count <= EXAMINED || Long.bitCount(count) == 1) {
        texts.assertionsBehind(call).forEach(assertion -> doubted.add(assertion.text()));
      }
      if (count == 1) {
        log(drift);
      }
      listener.drifted(drift);
    }
  }

  private void log(Drift drift) {
    LOG.warn(
        "drift: a call of {} is {} here, but {} (request id {}): {}; more of this kind are only"
            + " counted",
        drift.call().operation(),
        drift.call().decision().text(),
        drift.finding() == Finding.DRIFT_REFUSED ? "KMS refused it" : "it succeeded",
        drift.requestId(),
        drift.explanation());
  }

  long count(Finding finding) {
    long sum = 0;
    for (Map<Finding, LongAdder> tally : tallies.values()) {
      sum += Objects.requireNonNull(tally.get(finding)).sum();
    }
    return sum;
  }

  /** What was found so far. */
  TruthReport report() {
    List<TruthReport.Row> rows = new ArrayList<>();
    new TreeMap<>(tallies)
        .forEach(
            (operation, tally) -> {
              Map<Finding, Long> counts = new EnumMap<>(Finding.class);
              tally.forEach((finding, count) -> counts.put(finding, count.sum()));
              if (counts.values().stream().anyMatch(count -> count > 0)) {
                rows.add(new TruthReport.Row(operation, enforcement.mode(operation), counts));
              }
            });
    return new TruthReport(rows, doubted.stream().sorted().toList());
  }
}
