package io.kmspolicy.analysis.proof;

import io.kmspolicy.engine.proof.OpenReason;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.ProofStatistics;
import io.kmspolicy.engine.proof.Witness;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.text.SafeText;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The answer to a question as text, as JSON and as an exit status. */
public final class ProofReport {

  private final String claim;
  private final Proof proof;
  private final String catalogueDate;
  private final boolean alone;
  private final String change;
  private final List<String> remarks;

  /**
   * A report.
   *
   * @param claim the name of the question
   * @param change the change that the question is about; empty if it is about one state
   * @param alone whether documents were compared by themselves
   * @param remarks what the answer is about, one line each
   */
  public ProofReport(
      String claim,
      Proof proof,
      String catalogueDate,
      String change,
      boolean alone,
      List<String> remarks) {
    this.remarks = remarks(remarks, proof.statistics());
    this.change = change;
    this.alone = alone;
    this.claim = claim;
    this.proof = proof;
    this.catalogueDate = catalogueDate;
  }

  /** What an answer is about, with the calls that it leaves out (rule 6.11), one line each. */
  public static List<String> remarks(List<String> stated, ProofStatistics statistics) {
    List<String> lines = new ArrayList<>(stated);
    for (OpenReason reason : statistics.leftOut()) {
      lines.add(
          "left out: calls that AWS services make for themselves by grants that are not known: it"
              + " is not documented "
              + reason.text()
              + "; --assume-none grants says that there are none");
    }
    return List.copyOf(lines);
  }

  public String claim() {
    return claim;
  }

  /** The answer of the prover. */
  public Proof proof() {
    return proof;
  }

  /** What the answer is about, one line each. */
  public List<String> remarks() {
    return remarks;
  }

  /** A remark on the accounts whose keys a change of policies is about. */
  public static String aboutKeysOf(Collection<String> accounts) {
    return "left out: keys of other accounts than " + String.join(", ", accounts);
  }

  /** The exit status. */
  public int status() {
    if (proof instanceof Proof.Proven) {
      return ExitStatus.OK;
    }
    return proof instanceof Proof.Refuted ? ExitStatus.DENIED : ExitStatus.INDETERMINATE;
  }

  /** The answer as one word: {@code proven}, {@code refuted} or {@code indeterminate}. */
  public String verdict() {
    if (proof instanceof Proof.Proven) {
      return "proven";
    }
    return proof instanceof Proof.Refuted ? "refuted" : "indeterminate";
  }

  private boolean isChange() {
    return !change.isEmpty();
  }

  /** The report as text, with a line break at its end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(verdict()).append(": ").append(claim).append('\n');
    if (isChange()) {
      WitnessText.line("  change: " + change, text);
    }
    if (proof instanceof Proof.Refuted refuted) {
      WitnessText.add(refuted.witness(), alone, isChange(), text);
    } else if (proof instanceof Proof.Indeterminate open) {
      for (OpenReason reason : open.reasons()) {
        WitnessText.line("  because: " + reason.text(), text);
        WitnessText.line("    for " + reason.caller() + ", " + reason.action(), text);
      }
    }
    text.append(basis(proof.statistics(), alone, remarks, catalogueDate));
    return SafeText.of(text.toString());
  }

  /**
   * What an answer rests on.
   *
   * @param alone whether documents were compared by themselves
   * @param remarks what the answer is about, one line each
   */
  public static String basis(
      ProofStatistics statistics, boolean alone, List<String> remarks, String catalogueDate) {
    StringBuilder text = new StringBuilder();
    if (alone) {
      text.append("  scope: documents alone; every other layer permits the request\n");
    }
    remarks.forEach(remark -> WitnessText.line("  " + remark, text));
    for (String rule : statistics.openRules()) {
      text.append("  either way: ").append(rule).append('\n');
    }
    text.append("  compared: ").append(statistics.callers()).append(" classes of callers, ");
    int keys = statistics.keys();
    text.append(keys).append(keys == 1 ? " key" : " keys and aliases");
    text.append(", the actions of the catalogue of ");
    return text.append(catalogueDate).append('\n').toString();
  }

  public String json() {
    return JsonWriter.text(JsonWriter.Layout.COMPACT, out -> out.object(() -> write(out))) + "\n";
  }

  /** Writes the members of the report. */
  public void write(JsonWriter out) {
    out.member("claim", claim);
    out.member("verdict", verdict());
    out.member("scope", alone ? "document" : "effective");
    if (proof instanceof Proof.Refuted refuted) {
      write(refuted.witness(), out);
    } else if (proof instanceof Proof.Indeterminate open) {
      out.member("reasons").array(open.reasons(), reason -> out.object(() -> write(reason, out)));
    }
    out.member("openRules").strings(proof.statistics().openRules());
    out.member("catalogue", catalogueDate);
    if (!remarks.isEmpty()) {
      out.member("remarks").strings(remarks);
    }
  }

  private static void write(OpenReason reason, JsonWriter out) {
    out.member("kind", reason.kind().name());
    out.member("text", reason.text());
    out.member("caller", reason.caller());
    out.member("action", reason.action());
  }

  /** The witness as scenarios that {@code evaluate} reads. */
  private void write(Witness witness, JsonWriter out) {
    ScenarioWriter scenarios = ScenarioWriter.compact();
    if (isChange()) {
      out.member("before").raw(scenarios.write(witness.before()));
    }
    out.member(isChange() ? "after" : "request").raw(scenarios.write(witness.after()));
  }
}
