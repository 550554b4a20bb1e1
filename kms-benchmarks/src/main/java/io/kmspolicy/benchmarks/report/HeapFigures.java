package io.kmspolicy.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The heap in use with more and more keys that have key policies of their own. */
public record HeapFigures(List<Point> points) {

  /** The JSON member that identifies a file of these figures. */
  static final String MEMBER = "heap";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A copy of the list. */
  public HeapFigures {
    points = List.copyOf(points);
  }

  /**
   * The heap in use with some keys.
   *
   * @param keys the number of keys
   * @param read the bytes after their policies were read
   * @param decided the bytes after two decisions on each key, with cached rows
   */
  public record Point(int keys, long read, long decided) {}

  /** Writes the figures as JSON. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode array = root.putArray(MEMBER);
    for (Point point : points) {
      array
          .addObject()
          .put("keys", point.keys())
          .put("read", point.read())
          .put("decided", point.decided());
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  /** Reads the figures from JSON. */
  static HeapFigures of(JsonNode root) {
    List<Point> points = new ArrayList<>();
    for (JsonNode point : root.path(MEMBER)) {
      points.add(
          new Point(
              point.path("keys").asInt(),
              point.path("read").asLong(),
              point.path("decided").asLong()));
    }
    return new HeapFigures(points);
  }
}
