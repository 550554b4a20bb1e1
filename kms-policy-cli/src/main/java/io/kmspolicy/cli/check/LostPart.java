package io.kmspolicy.cli.check;

import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/**
 * A part whose input could not be read.
 *
 * @param name the part
 * @param reason what is wrong with the input, and where
 */
record LostPart(PartName name, String reason) implements Part {

  @Override
  public Outcome outcome() {
    return Outcome.LOST;
  }

  @Override
  public String summary() {
    return "not decided, because input could not be read";
  }

  @Override
  public List<Detail> details() {
    return List.of(new Detail("what could not be read", reason + "\n"));
  }

  @Override
  public void write(JsonWriter json) {
    json.member("reason", reason);
  }

  @Override
  public List<SarifRule> rules() {
    return List.of(new SarifRule(id(), "input of `" + name.text() + "` is lost", Severity.ERROR));
  }

  @Override
  public List<SarifResult> results() {
    return List.of(new SarifResult(id(), Severity.ERROR, reason, Optional.empty()));
  }

  private String id() {
    return name.text() + "-lost";
  }
}
