package io.kmspolicy.interceptor.decision;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The comparison of an interceptor's decisions with the responses of KMS, and the calls that it
 * stopped or would stop. Read it before you switch an operation to {@link EnforcementMode#ENFORCE}.
 * Immutable.
 *
 * @param rows the operations that KMS responded to, by name
 * @param stopped the calls that were stopped, or would be if their operation were enforced
 * @param indeterminate why calls are indeterminate, the most frequent first; at most 100 of each
 *     reason, and one that counts the others
 * @param doubtedAssertions the assertions on which decisions of drifts depended
 */
public record DriftReport(
    List<Row> rows,
    List<Stopped> stopped,
    List<OpenReason> indeterminate,
    List<String> doubtedAssertions) {

  /**
   * One operation.
   *
   * @param operation the operation
   * @param mode what is done about its certain denials
   * @param counts how often each finding was made
   */
  public record Row(String operation, EnforcementMode mode, Map<DriftFinding, Long> counts) {
    /** Copies the map. */
    public Row {
      counts = Map.copyOf(counts);
    }

    /** How often a finding was made. */
    public long count(DriftFinding finding) {
      return counts.getOrDefault(finding, 0L);
    }

    /** How often decision and answer contradicted each other. */
    public long drift() {
      return count(DriftFinding.DRIFT_REFUSED) + count(DriftFinding.DRIFT_SUCCEEDED);
    }
  }

  /**
   * Calls of one operation that were stopped, or were sent only because the operation is observed.
   *
   * @param operation the operation
   * @param disposition {@code STOPPED}, {@code REMEMBERED} or {@code OBSERVED}
   * @param decision the decision on the calls
   * @param calls how many there were
   * @param reasons how many of them each statement denied, or had no Allow statement. Only a sample
   *     is examined: the first 100 calls and then one in 100, at most ten a second, and none that
   *     arrives while too many wait.
   */
  public record Stopped(
      String operation,
      Disposition disposition,
      Decision decision,
      long calls,
      Map<DenialReason, Long> reasons) {
    /** Copies the map. */
    public Stopped {
      reasons = Map.copyOf(reasons);
    }

    /** The reasons, the most frequent first. */
    public List<Map.Entry<DenialReason, Long>> byFrequency() {
      return reasons.entrySet().stream()
          .sorted(
              Map.Entry.<DenialReason, Long>comparingByValue()
                  .reversed()
                  .thenComparing(reason -> reason.getKey().text()))
          .toList();
    }
  }

  /** Copies the lists. */
  public DriftReport {
    rows = List.copyOf(rows);
    stopped = List.copyOf(stopped);
    indeterminate = List.copyOf(indeterminate);
    doubtedAssertions = List.copyOf(doubtedAssertions);
  }

  /** How often decisions and answers contradicted each other. */
  public long drift() {
    return rows.stream().mapToLong(Row::drift).sum();
  }

  /** The report as a table for people. */
  public String text() {
    StringBuilder text = new StringBuilder("operation                mode   ");
    for (DriftFinding finding : DriftFinding.values()) {
      text.append(String.format(Locale.ROOT, "  %s", finding.text()));
    }
    text.append('\n');
    for (Row row : rows) {
      text.append(String.format(Locale.ROOT, "%-24s %-7s", row.operation(), row.mode()));
      for (DriftFinding finding : DriftFinding.values()) {
        int width = finding.text().length();
        text.append(String.format(Locale.ROOT, "  %" + width + "d", row.count(finding)));
      }
      text.append('\n');
    }
    for (Stopped calls : stopped) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %s: %d (%s)\n",
              calls.operation(),
              calls.disposition() == Disposition.OBSERVED
                  ? "would be stopped"
                  : calls.disposition().name().toLowerCase(Locale.ROOT),
              calls.calls(),
              calls.decision().text()));
      for (Map.Entry<DenialReason, Long> reason : calls.byFrequency()) {
        text.append(
            String.format(Locale.ROOT, "  %d: %s\n", reason.getValue(), reason.getKey().text()));
      }
    }
    if (!indeterminate.isEmpty()) {
      text.append("indeterminate because\n");
      indeterminate.forEach(reason -> text.append("  ").append(reason.text()).append('\n'));
    }
    for (String assertion : doubtedAssertions) {
      text.append("drift depended on the assertion ").append(Quoting.quote(assertion)).append('\n');
    }
    return text.toString();
  }

  /** The report as a JSON object. */
  public String json() {
    return JsonWriter.text(JsonWriter.Layout.COMPACT, out -> out.object(() -> write(out)));
  }

  private void write(JsonWriter out) {
    out.member("drift", drift());
    out.member("operations").array(rows, row -> out.object(() -> write(row, out)));
    out.member("stopped").array(stopped, calls -> out.object(() -> write(calls, out)));
    out.member("indeterminate").array(indeterminate, reason -> out.object(() -> reason.write(out)));
    out.member("doubtedAssertions").strings(doubtedAssertions);
  }

  private static void write(Stopped calls, JsonWriter out) {
    out.member("operation", calls.operation());
    out.member("disposition", calls.disposition().name().toLowerCase(Locale.ROOT));
    out.member("decision", calls.decision().text());
    out.member("calls", calls.calls());
    out.member("reasons")
        .array(
            calls.byFrequency(),
            reason ->
                out.object(
                    () -> {
                      DenialReason denial = reason.getKey();
                      out.member("reason", denial.text());
                      out.optionalMember("layer", denial.layer());
                      out.optionalMember("statement", denial.statement());
                      out.optionalMember("place", denial.place());
                      out.optionalMember("nearMiss", denial.nearMiss());
                      out.member("calls", reason.getValue());
                    }));
  }

  private static void write(Row row, JsonWriter out) {
    out.member("operation", row.operation());
    out.member("mode", row.mode().name());
    for (DriftFinding finding : DriftFinding.values()) {
      out.member(finding.text(), row.count(finding));
    }
  }
}
