package io.kmspolicy.cli.check;

import io.kmspolicy.cli.io.Counts;
import io.kmspolicy.cli.io.SafeText;
import io.kmspolicy.cli.prove.ProofReport;
import io.kmspolicy.cli.prove.ProofSarif;
import io.kmspolicy.cli.sarif.SarifResult;
import io.kmspolicy.cli.sarif.SarifRule;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Whether a request is allowed after the change that was not allowed before.
 *
 * @param proofs the answers
 * @param newKeys the keys that the change creates
 * @param notKnown the policies after the change that are not known
 * @param place the place in a file of a location in a document
 */
record AccessPart(
    List<ProofReport> proofs,
    List<KmsResource.Key> newKeys,
    List<String> notKnown,
    UnaryOperator<SourceLocation> place)
    implements Part {

  /** Copies the lists. */
  AccessPart {
    proofs = List.copyOf(proofs);
    newKeys = List.copyOf(newKeys);
    notKnown = List.copyOf(notKnown);
  }

  @Override
  public PartName name() {
    return PartName.NEW_ACCESS;
  }

  @Override
  public Outcome outcome() {
    if (count(Proof.Refuted.class) > 0) {
      return Outcome.FAILED;
    }
    return count(Proof.Undecided.class) == 0 && notKnown.isEmpty()
        ? Outcome.PASSED
        : Outcome.UNDECIDED;
  }

  private long count(Class<? extends Proof> kind) {
    return proofs.stream().map(ProofReport::proof).filter(kind::isInstance).count();
  }

  @Override
  public String summary() {
    long refuted = count(Proof.Refuted.class);
    String sentence =
        switch (outcome()) {
          case FAILED ->
              refuted == 1
                  ? "a request is allowed that was not allowed before"
                  : "requests are allowed that were not allowed before: "
                      + Counts.of(refuted, "example");
          case PASSED -> "proven: no request is allowed that was not allowed before";
          default -> "not decided whether a request is allowed that was not allowed before";
        };
    return newKeys.isEmpty() ? sentence : sentence + "; " + Counts.of(newKeys.size(), "new key");
  }

  @Override
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    for (ProofReport report : proofs) {
      if (!(report.proof() instanceof Proof.Proven)) {
        String title =
            report.proof() instanceof Proof.Refuted
                ? "a request that is newly allowed"
                : "what is not decided";
        details.add(new Detail(title, report.text()));
      }
    }
    List<String> remarks =
        proofs.stream().flatMap(one -> one.remarks().stream()).distinct().toList();
    if (details.isEmpty() && !remarks.isEmpty()) {
      details.add(new Detail("what was compared", SafeText.lines(remarks)));
    }
    if (!notKnown.isEmpty()) {
      details.add(new Detail("what is not known", SafeText.lines(notKnown)));
    }
    if (!newKeys.isEmpty()) {
      details.add(new Detail("new keys", newKeyText()));
    }
    return details;
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
    json.member("proofs").array(proofs, report -> json.object(() -> report.write(json)));
    json.member("newKeys").strings(newKeys.stream().map(KmsResource.Key::arn).toList());
    json.member("notKnown").strings(notKnown);
  }

  @Override
  public List<SarifRule> rules() {
    return List.of(new ProofSarif(proofs.get(0)).rule());
  }

  @Override
  public List<SarifResult> results() {
    return proofs.stream()
        .flatMap(report -> new ProofSarif(report).results(place).stream())
        .toList();
  }
}
