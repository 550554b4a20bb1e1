package io.kmspolicy.model.writer;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.Scenario;

/**
 * Writes scenarios as canonical JSON: equal scenarios give equal text, and reading it gives an
 * equal scenario. Policies inside are written as {@link PolicyWriter} writes them, grants as {@link
 * GrantWriter} does.
 *
 * <pre>{@code
 * String line = ScenarioWriter.compact().write(scenario);
 * }</pre>
 *
 * <p>Layers that are none and members with their default value are omitted. Immutable and safe to
 * share between threads.
 */
public final class ScenarioWriter {

  private final JsonWriter.Layout layout;

  private ScenarioWriter(JsonWriter.Layout layout) {
    this.layout = layout;
  }

  /** A writer without white space: one scenario per line. */
  public static ScenarioWriter compact() {
    return new ScenarioWriter(JsonWriter.Layout.COMPACT);
  }

  /** A writer with one member or element per line, indented by two spaces per level. */
  public static ScenarioWriter pretty() {
    return new ScenarioWriter(JsonWriter.Layout.PRETTY);
  }

  /**
   * The scenario as JSON, without a line break at the end.
   *
   * @throws IllegalArgumentException if the format cannot represent a part of it: a context that is
   *     no {@code RequestContext}, a key that is only known to be present or listed as absent, a
   *     role path, federating user or key that is not known, a layer with another number of
   *     policies than it can have, or what {@link PolicyWriter#write} refuses
   */
  public String write(Scenario scenario) {
    return JsonWriter.text(layout, out -> ScenarioContent.write(out, scenario));
  }
}
