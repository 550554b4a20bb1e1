package io.kmspolicy.cli.check;

import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/** A part of a check, with what every format of the report needs. */
interface Part {

  /**
   * A section of the report.
   *
   * @param title one line
   * @param text lines, each with its line break; what it contains of policies, trails and names of
   *     files has no line breaks
   */
  record Detail(String title, String text) {}

  /**
   * A table for a summary.
   *
   * @param heads the heads of the columns
   * @param rows the cells, which may contain texts of policies
   */
  record Table(String title, List<String> heads, List<List<String>> rows) {}

  /** The name. */
  PartName name();

  /** The outcome. */
  Outcome outcome();

  /** Whether input could not be read. A failure beside it is certain all the same. */
  default boolean isLost() {
    return outcome() == Outcome.LOST;
  }

  /** The outcome in one sentence without a period, with numbers and without texts of policies. */
  String summary();

  /** What was found; empty if there is nothing to say. */
  List<Detail> details();

  /** What a reader of a summary should see first; empty if there is no table. */
  default Optional<Table> summaryTable() {
    return Optional.empty();
  }

  /** Writes the members of the part besides its name, outcome and summary. */
  void write(JsonWriter json);

  /** The rules of the results. */
  List<SarifRule> rules();

  /** What was found, as results of SARIF. */
  List<SarifResult> results();
}
