package io.kmspolicy.interceptor.decision;

import io.kmspolicy.model.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the decisions of an interceptor compare with the answers of KMS: the evidence to look at
 * before switching an operation to {@link EnforcementMode#ENFORCE}. Immutable.
 *
 * @param rows the operations that were answered, by name
 * @param doubtedAssertions the assertions on which decisions of drifts depended
 */
public record DriftReport(List<Row> rows, List<String> doubtedAssertions) {

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

  /** Copies the lists. */
  public DriftReport {
    rows = List.copyOf(rows);
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
    for (String assertion : doubtedAssertions) {
      text.append("drift leaned on the assertion `").append(assertion).append("`\n");
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
    out.member("doubtedAssertions").strings(doubtedAssertions);
  }

  private static void write(Row row, JsonWriter out) {
    out.member("operation", row.operation());
    out.member("mode", row.mode().name());
    for (DriftFinding finding : DriftFinding.values()) {
      out.member(finding.text(), row.count(finding));
    }
  }
}
