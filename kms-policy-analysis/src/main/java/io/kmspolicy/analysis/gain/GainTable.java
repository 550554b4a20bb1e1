package io.kmspolicy.analysis.gain;

import io.kmspolicy.analysis.proof.ProofReport;
import io.kmspolicy.engine.proof.Gains;
import io.kmspolicy.engine.proof.OpenReason;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.report.ResourcePlaces;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Counts;
import io.kmspolicy.model.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Who gains what by a change: one row for each class of principals and group of actions, the worst
 * first, with what gives it and a request. What has no row is proven to gain nothing, or is open.
 */
public final class GainTable {

  private final Gains gains;
  private final List<GainRow> rows;
  private final List<AcceptedGain.Matched> accepted;
  private final String catalogueDate;
  private final boolean alone;
  private final List<String> remarks;

  /**
   * A row with one of its statements, or what is open, which has no place.
   *
   * @param certain whether somebody gains something for certain
   */
  public record Finding(boolean certain, String text, Optional<ResourcePlace> place) {}

  /**
   * A table.
   *
   * @param before the states before the change
   * @param accepted what is intended
   * @param names the names of keys and aliases
   * @param alone whether documents were compared by themselves
   * @param remarks what the answer is about, one line each
   * @param addresses the addresses of resources
   */
  public GainTable(
      Gains gains,
      List<PolicyState> before,
      AcceptedGains accepted,
      Function<KmsResource, String> names,
      String catalogueDate,
      boolean alone,
      List<String> remarks,
      ResourcePlaces addresses) {
    this.gains = gains;
    this.rows =
        gains.gains().stream().map(gain -> GainRow.of(gain, before, names, addresses)).toList();
    this.accepted = accepted.in(gains, names);
    this.catalogueDate = catalogueDate;
    this.alone = alone;
    this.remarks = ProofReport.remarks(remarks, gains.statistics());
  }

  /** Whether somebody gains something, for certain. */
  public boolean hasGains() {
    return !rows.isEmpty();
  }

  /** Whether something is not decided. */
  public boolean isOpen() {
    return !gains.open().isEmpty();
  }

  /** Whether the answer leaves calls of services out, which the remarks name. */
  public boolean leavesOut() {
    return !gains.statistics().leftOut().isEmpty();
  }

  /** What the answer is about, one line each. */
  public List<String> remarks() {
    return remarks;
  }

  /** What the change says of the intended gains, one line each. */
  public List<String> accepted() {
    return accepted.stream().flatMap(one -> one.lines().stream()).toList();
  }

  /** The number of intended gains that the change gives. */
  public long acceptedGains() {
    return accepted.stream().filter(one -> one.state() == AcceptedGain.State.ACCEPTED).count();
  }

  /** The worst row without names; empty if there is none. */
  public Optional<String> summary() {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            rows.get(0).summary()
                + (rows.size() == 1
                    ? ""
                    : "; " + Counts.of(rows.size() - 1L, "more row") + " of who gains what"));
  }

  /** The rows as text, each with its request. */
  public String text() {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> row.addTo(text, alone));
    return SafeText.of(text + basis());
  }

  /** What is not decided. */
  public String openText() {
    StringBuilder text = new StringBuilder("indeterminate: no-new-access\n");
    for (OpenReason reason : gains.open()) {
      text.append(SafeText.lines(List.of("  because: " + reason.text())));
      text.append(SafeText.lines(List.of("    for " + reason.caller() + ", " + reason.action())));
    }
    return text + basis();
  }

  private String basis() {
    return ProofReport.basis(gains.statistics(), alone, remarks, catalogueDate);
  }

  /** The heads of the columns. */
  public static List<String> heads() {
    return List.of("who", "gains", "actions", "on", "by");
  }

  /** The cells of the rows. */
  public List<List<String>> cells() {
    List<List<String>> cells = new ArrayList<>();
    for (GainRow row : rows) {
      cells.add(
          List.of(row.who(), row.gain().group().text(), row.actions(), row.resources(), row.by()));
    }
    return cells;
  }

  /** Writes the members of the table. */
  public void write(JsonWriter json) {
    json.member("gains").array(rows, row -> json.object(() -> row.write(json)));
    json.member("accepted").array(accepted, one -> json.object(() -> one.write(json)));
    json.member("reasons")
        .array(
            gains.open(),
            reason ->
                json.object(
                    () -> {
                      json.member("kind", reason.kind().name());
                      json.member("text", reason.text());
                      json.member("caller", reason.caller());
                      json.member("action", reason.action());
                    }));
    json.member("openRules").strings(gains.statistics().openRules());
    json.member("catalogue", catalogueDate);
    json.member("remarks").strings(remarks);
  }

  /**
   * The rows one by one, one for each statement that gives access, and then what is open.
   *
   * @param place the place of a statement by the name of the file that it was read from
   */
  public List<Finding> findings(UnaryOperator<SourceLocation> place) {
    List<Finding> findings = new ArrayList<>();
    for (GainRow row : rows) {
      StringBuilder text = new StringBuilder();
      row.addTo(text, alone);
      String safe = SafeText.of(text.toString());
      List<ResourcePlace> places =
          row.places()
              .map(at -> new ResourcePlace(place.apply(at.location()), at.address(), at.block()))
              .toList();
      places.forEach(at -> findings.add(new Finding(true, safe, Optional.of(at))));
      if (places.isEmpty()) {
        findings.add(new Finding(true, safe, Optional.empty()));
      }
    }
    if (isOpen()) {
      findings.add(new Finding(false, SafeText.of(openText()), Optional.empty()));
    }
    return findings;
  }
}
