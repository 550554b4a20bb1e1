package io.kmspolicy.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many decisions on hostile policies are certain.
 *
 * @param shapes the figures of each shape
 */
public record CertainFigures(List<Shape> shapes) {

  /** The number of certain decisions of a reference that took too long. */
  public static final int NOT_DECIDED = -1;

  /** The JSON member that identifies a file of these figures. */
  static final String MEMBER = "certain";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the list. */
  public CertainFigures {
    shapes = List.copyOf(shapes);
  }

  /**
   * The figures of one shape.
   *
   * @param name the name of the shape
   * @param decisions the number of decisions
   * @param byEngine how many are certain in the engine
   * @param byReference how many are certain in the reference, or {@link #NOT_DECIDED}
   */
  public record Shape(String name, int decisions, int byEngine, int byReference) {

    /** The share of certain decisions of the engine, in percent. */
    double engineShare() {
      return 100.0 * byEngine / decisions;
    }

    /** The share of certain decisions of the reference as text. */
    String referenceShare() {
      return byReference == NOT_DECIDED
          ? "not decided in time"
          : Figure.of(100.0 * byReference / decisions) + " %";
    }
  }

  /** Writes the figures as JSON. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode all = root.putArray(MEMBER);
    for (Shape shape : shapes) {
      all.addObject()
          .put("shape", shape.name())
          .put("decisions", shape.decisions())
          .put("byEngine", shape.byEngine())
          .put("byReference", shape.byReference());
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  /** Reads the figures from JSON. */
  static CertainFigures of(JsonNode root) {
    List<Shape> shapes = new ArrayList<>();
    for (JsonNode shape : root.path(MEMBER)) {
      shapes.add(
          new Shape(
              shape.path("shape").asText(),
              shape.path("decisions").asInt(),
              shape.path("byEngine").asInt(),
              shape.path("byReference").asInt()));
    }
    return new CertainFigures(shapes);
  }

  /** Prints the figures for people. */
  public void print(PrintStream out) {
    for (Shape shape : shapes) {
      out.printf(
          Locale.ROOT,
          "%-16s certain: engine %5.1f %%, reference %s%n",
          shape.name(),
          shape.engineShare(),
          shape.referenceShare());
    }
  }
}
