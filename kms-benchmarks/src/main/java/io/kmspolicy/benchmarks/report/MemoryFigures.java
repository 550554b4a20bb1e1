package io.kmspolicy.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The memory that the engine retains.
 *
 * @param keys the number of keys with a key policy of its own each
 * @param bytesPerKey the bytes of one more of those keys
 * @param rows the number of rows of a fleet
 * @param bytesPerRow the bytes of one more row
 * @param promisedRowBytes the maximum size of all rows that was set
 * @param heldRowBytes the bytes of all rows after many more were asked for
 * @param heldOwnRowBytes the same for rows of which no two are equal
 */
public record MemoryFigures(
    int keys,
    double bytesPerKey,
    int rows,
    double bytesPerRow,
    long promisedRowBytes,
    long heldRowBytes,
    long heldOwnRowBytes) {

  /** The JSON member that identifies a file of memory figures. */
  static final String MEMBER = "memory";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the figures as JSON. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.putObject(MEMBER)
        .put("keys", keys)
        .put("bytesPerKey", bytesPerKey)
        .put("rows", rows)
        .put("bytesPerRow", bytesPerRow)
        .put("promisedRowBytes", promisedRowBytes)
        .put("heldRowBytes", heldRowBytes)
        .put("heldOwnRowBytes", heldOwnRowBytes);
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  /** Reads the figures from JSON. */
  static MemoryFigures of(JsonNode root) {
    JsonNode memory = root.path(MEMBER);
    return new MemoryFigures(
        memory.path("keys").asInt(),
        memory.path("bytesPerKey").asDouble(),
        memory.path("rows").asInt(),
        memory.path("bytesPerRow").asDouble(),
        memory.path("promisedRowBytes").asLong(),
        memory.path("heldRowBytes").asLong(),
        memory.path("heldOwnRowBytes").asLong());
  }

  /** Prints the figures for people. */
  public void print(PrintStream out) {
    out.printf(Locale.ROOT, "%,d keys, each with a key policy of its own:%n", keys);
    out.printf(Locale.ROOT, "  %,9.0f B for one more key%n", bytesPerKey);
    out.printf(Locale.ROOT, "%,d rows:%n  %,9.0f B a row%n", rows, bytesPerRow);
    out.printf(Locale.ROOT, "%,d B for rows at most:%n", promisedRowBytes);
    out.printf(Locale.ROOT, "  %,9d B held%n", heldRowBytes);
    out.printf(Locale.ROOT, "  %,9d B held of rows that all differ%n", heldOwnRowBytes);
  }

  /** The bytes of rows that are held, as a share of those that were promised. */
  double rowShare() {
    return heldRowBytes / (double) promisedRowBytes;
  }

  /** As {@link #rowShare}, for rows of which no two are equal. */
  double ownRowShare() {
    return heldOwnRowBytes / (double) promisedRowBytes;
  }
}
