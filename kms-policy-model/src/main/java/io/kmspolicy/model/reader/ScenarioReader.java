package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.SourceText;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.request.Scenario;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads scenarios: one authorization question each, with everything needed to answer it, as one
 * JSON object. Policies and grants inside are read as strictly as by their own readers.
 *
 * <pre>{@code
 * ScenarioReader reader = ScenarioReader.create().source("corpus.jsonl");
 * int number = 0;
 * for (String line : lines) {
 *   Scenario scenario = reader.line(++number).read(line);
 * }
 * }</pre>
 *
 * <p>Members that are not known are ignored at the top level and in {@code expected} and refused
 * elsewhere. Immutable and safe to share between threads.
 */
public final class ScenarioReader {

  private final String source;
  private final int firstLine;

  private ScenarioReader(String source, int firstLine) {
    this.source = source;
    this.firstLine = firstLine;
  }

  /** A reader of scenarios. */
  public static ScenarioReader create() {
    return new ScenarioReader("", 1);
  }

  /** The same reader with a name for the text, such as a file, for locations and messages. */
  public ScenarioReader source(String name) {
    return new ScenarioReader(name, firstLine);
  }

  /**
   * The same reader for a text that begins on this line of its source.
   *
   * @param number the line, counted from 1
   */
  public ScenarioReader line(int number) {
    return new ScenarioReader(source, number);
  }

  /**
   * Reads a scenario.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if anything is wrong with it
   */
  public Scenario read(String text) {
    return read(SourceText.of(source, firstLine, text, JsonLimits.SCENARIO_CHARACTERS));
  }

  /**
   * Reads a scenario in UTF-8.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if anything is wrong with it
   */
  public Scenario read(byte[] utf8) {
    return read(SourceText.of(source, firstLine, utf8, JsonLimits.SCENARIO_CHARACTERS));
  }

  /**
   * Reads a scenario in UTF-8 from a stream, which stays open.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if anything is wrong with it
   * @throws IOException if the stream fails
   */
  public Scenario read(InputStream utf8) throws IOException {
    return read(SourceText.of(source, firstLine, utf8, JsonLimits.SCENARIO_CHARACTERS));
  }

  private static Scenario read(SourceText text) {
    return JsonCursor.read(text, "the scenario", ScenarioParser::parse);
  }
}
