package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.Drift;
import io.kmspolicy.interceptor.decision.DriftFinding;
import io.kmspolicy.interceptor.decision.DriftListener;
import io.kmspolicy.interceptor.decision.DriftReport;
import io.kmspolicy.interceptor.decision.OpenReason;
import io.kmspolicy.interceptor.enforce.Enforcement;
import io.kmspolicy.mapping.RefusalReason;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.text.Quoting;
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

/**
 * Compares decisions with the responses of KMS. A drift is counted on the thread that completes the
 * call, and examined, logged and reported to the listener on the thread of explanations.
 * Thread-safe.
 */
final class DriftDetector {

  /**
   * The number of drifts of each kind for which the assertions behind the decision are found. After
   * that they are found for exponentially fewer: it takes several decisions of the slow evaluator.
   */
  private static final int EXAMINED = 100;

  /** The greatest number of kinds that are told apart by key and caller. */
  private static final int MAX_SUBJECTS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(DriftDetector.class);

  private final DenialMessage texts;
  private final Enforcement enforcement;
  private final DriftListener listener;
  private final ExplanationQueue explanations;
  private final OpenCallWarnings open;
  private final Map<String, Map<DriftFinding, LongAdder>> tallies = new HashMap<>();
  private final Map<Kind, AtomicLong> kinds = new ConcurrentHashMap<>();
  private final Set<String> doubted = ConcurrentHashMap.newKeySet();

  /**
   * A kind of drift, which is logged once.
   *
   * @param subject the key, the caller and the reason of KMS; empty for those beyond the greatest
   *     number
   */
  private record Kind(DriftFinding finding, String operation, Decision decision, String subject) {}

  DriftDetector(
      KmsCatalogue catalogue,
      DenialMessage texts,
      Enforcement enforcement,
      DriftListener listener,
      ExplanationQueue explanations,
      OpenCallWarnings open) {
    this.texts = texts;
    this.enforcement = enforcement;
    this.listener = listener;
    this.explanations = explanations;
    this.open = open;
    for (KmsOperation operation : catalogue.operations()) {
      Map<DriftFinding, LongAdder> tally = new EnumMap<>(DriftFinding.class);
      for (DriftFinding finding : DriftFinding.values()) {
        tally.put(finding, new LongAdder());
      }
      tallies.put(operation.name(), tally);
    }
  }

  /** Compares the decision on a call that KMS authorized. */
  void succeeded(CallDecision call, String requestId) {
    Decision decision = call.decision();
    if (decision == Decision.ALLOWED) {
      note(DriftFinding.CONFIRMED_ALLOWED, call, requestId, "");
    } else if (!decision.isCertainDenial()) {
      note(DriftFinding.INDETERMINATE_SUCCEEDED, call, requestId, "");
    } else {
      boolean drift =
          call.disposition() == Disposition.OBSERVED || call.disposition() == Disposition.BYPASSED;
      note(drift ? DriftFinding.DRIFT_SUCCEEDED : DriftFinding.EXCUSED, call, requestId, "");
    }
  }

  /**
   * Compares the decision on a call that KMS refused.
   *
   * @param message what KMS says
   * @param aboutCiphertext whether KMS speaks of the ciphertext, which policies do not see
   */
  void refused(CallDecision call, String requestId, String message, boolean aboutCiphertext) {
    Decision decision = call.decision();
    if (decision.isCertainDenial()) {
      note(DriftFinding.CONFIRMED_DENIED, call, requestId, message);
    } else if (decision != Decision.ALLOWED) {
      note(DriftFinding.INDETERMINATE_REFUSED, call, requestId, aboutCiphertext ? "" : message);
    } else {
      boolean excused = aboutCiphertext || enforcement.isExcused(call.checks());
      note(excused ? DriftFinding.EXCUSED : DriftFinding.DRIFT_REFUSED, call, requestId, message);
    }
  }

  private void note(DriftFinding finding, CallDecision call, String requestId, String message) {
    Map<DriftFinding, LongAdder> tally = tallies.get(call.operation());
    if (tally == null) {
      return;
    }
    Objects.requireNonNull(tally.get(finding)).increment();
    if (finding.isDrift()) {
      explanations.submit(() -> examine(drift(finding, call, requestId, message)));
    } else if (finding == DriftFinding.INDETERMINATE_SUCCEEDED
        || finding == DriftFinding.INDETERMINATE_REFUSED) {
      open.note(call, message);
    }
  }

  private Drift drift(DriftFinding finding, CallDecision call, String requestId, String message) {
    String reason = RefusalReason.of(message).map(RefusalReason::text).orElse("");
    return new Drift(finding, call, requestId, reason, () -> texts.explanation(call));
  }

  /** Takes seconds on the slowest policies; runs on the thread of explanations. */
  private void examine(Drift drift) {
    CallDecision call = drift.call();
    String subject = DenialMessage.decisive(call).map(DenialMessage::subject).orElse("");
    Kind named =
        new Kind(
            drift.finding(), call.operation(), call.decision(), subject + " " + drift.refusal());
    Kind kind =
        kinds.size() < MAX_SUBJECTS || kinds.containsKey(named)
            ? named
            : new Kind(drift.finding(), call.operation(), call.decision(), "");
    long count = kinds.computeIfAbsent(kind, added -> new AtomicLong()).incrementAndGet();
    if (count == 1) {
      log(drift, subject);
    }
    if (count <= EXAMINED || Long.bitCount(count) == 1) {
      texts.assertionsBehind(call).forEach(assertion -> doubted.add(assertion.text()));
    }
    listener.drifted(drift);
  }

  private void log(Drift drift, String subject) {
    LOG.warn(
        "drift: a call of {} {} is {} here, but {} (request id {}): {}; more of this kind are only"
            + " counted",
        drift.call().operation(),
        subject,
        drift.call().decision().text(),
        answer(drift),
        Quoting.oneLine(drift.requestId()),
        drift.explanation());
  }

  private static String answer(Drift drift) {
    if (drift.finding() != DriftFinding.DRIFT_REFUSED) {
      return "it succeeded";
    }
    return "KMS refused it" + (drift.refusal().isEmpty() ? "" : " for " + drift.refusal());
  }

  long count(DriftFinding finding) {
    long sum = 0;
    for (Map<DriftFinding, LongAdder> tally : tallies.values()) {
      sum += Objects.requireNonNull(tally.get(finding)).sum();
    }
    return sum;
  }

  /**
   * The report on all calls so far.
   *
   * @param stopped the calls that were stopped
   * @param open why calls are indeterminate
   */
  DriftReport report(List<DriftReport.Stopped> stopped, List<OpenReason> open) {
    List<DriftReport.Row> rows = new ArrayList<>();
    new TreeMap<>(tallies)
        .forEach(
            (operation, tally) -> {
              Map<DriftFinding, Long> counts = new EnumMap<>(DriftFinding.class);
              tally.forEach((finding, count) -> counts.put(finding, count.sum()));
              if (counts.values().stream().anyMatch(count -> count > 0)) {
                rows.add(new DriftReport.Row(operation, enforcement.modes().of(operation), counts));
              }
            });
    return new DriftReport(rows, stopped, open, doubted.stream().sorted().toList());
  }
}
