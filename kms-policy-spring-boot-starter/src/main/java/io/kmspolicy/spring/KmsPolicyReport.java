package io.kmspolicy.spring;

import io.kmspolicy.interceptor.InterceptorCounts;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.DenialReason;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.DriftFinding;
import io.kmspolicy.interceptor.decision.DriftReport;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.OpenReason;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of the interceptor, as the endpoint {@code kmspolicy} shows it. Contains no values of
 * requests. Immutable.
 *
 * @param state {@code running}, {@code not_configured} or {@code failed}
 * @param problem why calls are not checked; empty if they are
 * @param modes what is done about calls that are certain to be refused
 * @param calls the calls so far, by count; empty if none are checked
 * @param sources the layers of the sources of policies
 * @param drift how often KMS contradicted a decision
 * @param operations the operations that KMS responded to, with their findings
 * @param stopped the calls that were stopped, or would be if their operation were enforced
 * @param indeterminate why calls are indeterminate; at most 100 of each reason, and one that counts
 *     the others
 * @param doubtedAssertions the assertions on which decisions of drifts depended
 * @param uncheckedClients the client beans that were built without the interceptor
 */
public record KmsPolicyReport(
    String state,
    String problem,
    Modes modes,
    Map<String, Long> calls,
    List<Layer> sources,
    long drift,
    List<Operation> operations,
    List<Stopped> stopped,
    List<Open> indeterminate,
    List<String> doubtedAssertions,
    List<String> uncheckedClients) {

  /**
   * The modes of the operations.
   *
   * @param mode the mode of all operations in lower case, or {@code mixed} if they differ
   * @param enforced the operations that are enforced, if they differ
   */
  public record Modes(String mode, List<String> enforced) {

    static Modes of(KmsPolicyInterceptor interceptor) {
      List<String> all =
          KmsCatalogue.bundled().operations().stream().map(KmsOperation::name).sorted().toList();
      List<String> enforced =
          all.stream()
              .filter(operation -> interceptor.mode(operation) == EnforcementMode.ENFORCE)
              .toList();
      if (enforced.isEmpty()) {
        return new Modes(text(EnforcementMode.OBSERVE), List.of());
      }
      return enforced.size() == all.size()
          ? new Modes(text(EnforcementMode.ENFORCE), List.of())
          : new Modes("mixed", enforced);
    }
  }

  /**
   * A layer of a source.
   *
   * @param layer such as {@code grants}
   * @param condition {@code empty}, {@code never_loaded}, {@code fresh}, {@code partial} or {@code
   *     stale}
   * @param ageSeconds the age of the oldest value; null if there is none
   * @param subjects the keys or callers that were asked for
   * @param loaded how many of them have a value
   * @param failing how many of them have a last load that failed
   * @param lastFailure why the last failed load failed; empty if none has
   * @param problems why parts of what was loaded last are unknown
   */
  public record Layer(
      String layer,
      String condition,
      @Nullable Long ageSeconds,
      long subjects,
      long loaded,
      long failing,
      String lastFailure,
      List<String> problems) {

    static Layer of(SourceStatus status) {
      return new Layer(
          status.layer().text(),
          text(status.condition()),
          status.age().map(Duration::toSeconds).orElse(null),
          status.counts().subjects(),
          status.counts().loaded(),
          status.counts().failing(),
          status.reason(),
          status.problems());
    }
  }

  /**
   * An operation that KMS responded to.
   *
   * @param operation such as {@code Decrypt}
   * @param mode {@code observe} or {@code enforce}
   * @param findings how often each finding was made
   */
  public record Operation(String operation, String mode, Map<String, Long> findings) {

    static Operation of(DriftReport.Row row) {
      Map<String, Long> findings = new LinkedHashMap<>();
      for (DriftFinding finding : DriftFinding.values()) {
        findings.put(finding.text(), row.count(finding));
      }
      return new Operation(row.operation(), text(row.mode()), findings);
    }
  }

  /**
   * Calls of one operation that were stopped, or would be.
   *
   * @param operation such as {@code Decrypt}
   * @param disposition {@code stopped}, {@code remembered} or {@code observed}
   * @param decision the decision on the calls
   * @param calls how many there were
   * @param reasons the reasons of a sample, the most frequent first
   */
  public record Stopped(
      String operation, String disposition, String decision, long calls, List<Reason> reasons) {

    static Stopped of(DriftReport.Stopped stopped) {
      return new Stopped(
          stopped.operation(),
          text(stopped.disposition()),
          stopped.decision().text(),
          stopped.calls(),
          stopped.byFrequency().stream().map(Reason::of).toList());
    }
  }

  /**
   * Why calls are certain to be refused.
   *
   * @param reason the reason in one sentence
   * @param layer the layer that denies, or the layers that lack an Allow statement
   * @param statement the {@code Sid} of the statement that denies
   * @param place its file, line and column, or those of the statement that nearly allows
   * @param nearMiss the condition that alone keeps an Allow statement from applying
   * @param calls how many of the sample
   */
  public record Reason(
      String reason, String layer, String statement, String place, String nearMiss, long calls) {

    static Reason of(Map.Entry<DenialReason, Long> entry) {
      DenialReason reason = entry.getKey();
      return new Reason(
          reason.text(),
          reason.layer(),
          reason.statement(),
          reason.place(),
          reason.nearMiss(),
          entry.getValue());
    }
  }

  /**
   * Why calls are indeterminate.
   *
   * @param reason the reason in one word, such as {@code unknown-layer}
   * @param missing what has to be known to settle them
   * @param calls how many there were
   * @param example the operation, the key and the caller
   * @param text all of it in one line, with what can be done about it
   */
  public record Open(String reason, List<String> missing, long calls, String example, String text) {

    static Open of(OpenReason open) {
      return new Open(
          open.kind().text(), open.missing(), open.count(), open.example(), open.text());
    }
  }

  static KmsPolicyReport without(InstalledPolicy policy) {
    return new KmsPolicyReport(
        text(policy.state()),
        policy.problem(),
        new Modes(text(EnforcementMode.OBSERVE), List.of()),
        Map.of(),
        List.of(),
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  static KmsPolicyReport of(
      KmsPolicyInterceptor interceptor, List<SourceState> sources, List<String> uncheckedClients) {
    DriftReport drift = interceptor.report();
    return new KmsPolicyReport(
        text(InstalledPolicy.State.RUNNING),
        "",
        Modes.of(interceptor),
        calls(interceptor.counts()),
        sources.stream().flatMap(one -> one.statuses().stream()).map(Layer::of).toList(),
        drift.drift(),
        drift.rows().stream().map(Operation::of).toList(),
        drift.stopped().stream().map(Stopped::of).toList(),
        drift.indeterminate().stream().map(Open::of).toList(),
        drift.doubtedAssertions(),
        uncheckedClients);
  }

  private static Map<String, Long> calls(InterceptorCounts counts) {
    Map<String, Long> calls = new LinkedHashMap<>();
    calls.put("decided", counts.calls());
    for (Disposition disposition : Disposition.values()) {
      calls.put(text(disposition), counts.calls(disposition));
    }
    calls.put("undecided", counts.undecided());
    calls.put("changed", counts.changed());
    calls.put("failures", counts.failures());
    calls.put("explanationsDropped", counts.explanationsDropped());
    return calls;
  }

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
