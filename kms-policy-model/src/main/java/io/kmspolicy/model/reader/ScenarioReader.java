package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.SourceText;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.request.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Reads scenarios. A scenario is one JSON object with an authorization request and everything
 * needed to decide it. Policies and grants in it are read as strictly as by {@link PolicyReader}
 * and {@link GrantReader}.
 *
 * <pre>{@code
 * ScenarioReader reader = ScenarioReader.create().source("corpus.jsonl");
 * int number = 0;
 * for (String line : lines) {
 *   Scenario scenario = reader.line(++number).read(line);
 * }
 * }</pre>
 *
 * <p>Unknown members are ignored in {@code expected} and rejected elsewhere. At the top level only
 * those that resemble a known member are rejected; {@link #warnings} tells of the others. Safe to
 * share between threads, if the consumer of the warnings is.
 */
public final class ScenarioReader {

  private final String source;
  private final int firstLine;
  private final DocumentSource documents;
  private final Consumer<Problem> warnings;

  private ScenarioReader(
      String source, int firstLine, DocumentSource documents, Consumer<Problem> warnings) {
    this.source = source;
    this.firstLine = firstLine;
    this.documents = documents;
    this.warnings = warnings;
  }

  /** A reader of scenarios. */
  public static ScenarioReader create() {
    return new ScenarioReader("", 1, DocumentParser::parse, warning -> {});
  }

  /** The same reader with a name for the text, such as a file, for locations and messages. */
  public ScenarioReader source(String name) {
    return new ScenarioReader(name, firstLine, documents, warnings);
  }

  /**
   * The same reader for a text that begins on the given line of its source.
   *
   * @param number the line, counted from 1
   */
  public ScenarioReader line(int number) {
    return new ScenarioReader(source, number, documents, warnings);
  }

  /**
   * The same reader, which reads equal texts of policy documents once: scenarios and readers made
   * from this one share the document. The locations in a shared document are those of its first
   * text. The most recent documents are kept.
   */
  public ScenarioReader sharingDocuments() {
    return new ScenarioReader(source, firstLine, new SharedDocuments(), warnings);
  }

  /**
   * The same reader, which tells of each member at the top level that no reader knows, unless it is
   * one of the usual annotations {@code rule}, {@code from} and {@code label}.
   *
   * @param consumer receives a problem for each such member, while the text is read
   */
  public ScenarioReader warnings(Consumer<Problem> consumer) {
    return new ScenarioReader(source, firstLine, documents, consumer);
  }

  /**
   * Reads a scenario.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public Scenario read(String text) {
    return read(SourceText.of(source, firstLine, text, JsonLimits.SCENARIO_CHARACTERS));
  }

  /**
   * Reads a scenario in UTF-8.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public Scenario read(byte[] utf8) {
    return read(SourceText.of(source, firstLine, utf8, JsonLimits.SCENARIO_CHARACTERS));
  }

  /**
   * Reads a scenario in UTF-8 from a stream. Does not close the stream.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   * @throws IOException if the stream fails
   */
  public Scenario read(InputStream utf8) throws IOException {
    return read(SourceText.of(source, firstLine, utf8, JsonLimits.SCENARIO_CHARACTERS));
  }

  private Scenario read(SourceText text) {
    return JsonCursor.read(
        text, "the scenario", cursor -> ScenarioParser.parse(cursor, documents, warnings));
  }
}
