package io.kmspolicy.cli.check;

import io.kmspolicy.analysis.gain.GainTable;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Counts;
import io.kmspolicy.model.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Who gains what by the change.
 *
 * @param table the answer
 * @param newKeys the keys that the change creates
 * @param notKnown the policies after the change that are not known
 * @param place the place in a file of a location in a document
 */
record AccessPart(
    GainTable table,
    List<KmsResource.Key> newKeys,
    List<String> notKnown,
    UnaryOperator<SourceLocation> place)
    implements Part {

  private static final String RULE = "prove-no-new-access";

  /** Copies the lists. */
  AccessPart {
    newKeys = List.copyOf(newKeys);
    notKnown = List.copyOf(notKnown);
  }

  @Override
  public PartName name() {
    return PartName.NEW_ACCESS;
  }

  @Override
  public Outcome outcome() {
    if (table.hasGains()) {
      return Outcome.FAILED;
    }
    return table.isOpen() || !notKnown.isEmpty() ? Outcome.INDETERMINATE : Outcome.PASSED;
  }

  @Override
  public String summary() {
    long accepted = table.acceptedGains();
    String sentence =
        table
            .summary()
            .orElse(
                outcome() == Outcome.PASSED
                    ? "proven: no request is allowed that was not allowed before"
                    : "not decided whether a request is allowed that was not allowed before");
    sentence += accepted == 0 ? "" : ", beside " + Counts.of(accepted, "accepted gain");
    return newKeys.isEmpty() ? sentence : sentence + "; " + Counts.of(newKeys.size(), "new key");
  }

  @Override
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    if (table.hasGains()) {
      details.add(new Detail("who gains what", table.text()));
    }
    if (table.isOpen()) {
      details.add(new Detail("what is not decided", table.openText()));
    }
    if (!table.accepted().isEmpty()) {
      details.add(new Detail("accepted gains", SafeText.lines(table.accepted())));
    }
    boolean isSaid = table.hasGains() || table.isOpen();
    if (!isSaid && (details.isEmpty() || table.leavesOut()) && !table.remarks().isEmpty()) {
      details.add(new Detail("what was compared", SafeText.lines(table.remarks())));
    }
    if (!notKnown.isEmpty()) {
      details.add(new Detail("what is not known", SafeText.lines(notKnown)));
    }
    if (!newKeys.isEmpty()) {
      details.add(new Detail("new keys", newKeyText()));
    }
    return details;
  }

  @Override
  public Optional<Table> summaryTable() {
    return table.hasGains()
        ? Optional.of(new Table("Who gains what", GainTable.heads(), table.cells()))
        : Optional.empty();
  }

  /** What a proof about new keys means. */
  private String newKeyText() {
    StringBuilder text = new StringBuilder();
    newKeys.forEach(key -> text.append(key.arn()).append('\n'));
    return text.append("use by callers of the key's own account counts as allowed before\n")
        .toString();
  }

  @Override
  public void write(JsonWriter json) {
    table.write(json);
    json.member("newKeys").strings(newKeys.stream().map(KmsResource.Key::arn).toList());
    json.member("notKnown").strings(notKnown);
  }

  @Override
  public List<SarifRule> rules() {
    return List.of(new SarifRule(RULE, "somebody gains access by the change", Severity.ERROR));
  }

  @Override
  public List<SarifResult> results() {
    return table.findings(place).stream()
        .map(
            one ->
                new SarifResult(
                    RULE,
                    one.certain() ? Severity.ERROR : Severity.WARNING,
                    one.text(),
                    one.place()))
        .toList();
  }
}
