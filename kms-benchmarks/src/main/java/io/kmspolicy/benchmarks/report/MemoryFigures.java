package io.kmspolicy.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What the engine retains.
 *
 * @param keys how many keys the fleet had
 * @param bytesPerKey everything divided by the keys, principals included
 * @param marginalBytesPerKey what one more key adds
 * @param bytesPerKeySharing as {@code bytesPerKey}, where equal documents were one object already
 * @param rows how many rows were made
 * @param bytesPerRow what a row adds
 */
public record MemoryFigures(
    int keys,
    double bytesPerKey,
    double marginalBytesPerKey,
    double bytesPerKeySharing,
    int rows,
    double bytesPerRow) {

  /** The member by which a file of such figures is known. */
  static final String MEMBER = "memory";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the figures as JSON. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.putObject(MEMBER)
        .put("keys", keys)
        .put("bytesPerKey", bytesPerKey)
        .put("marginalBytesPerKey", marginalBytesPerKey)
        .put("bytesPerKeySharing", bytesPerKeySharing)
        .put("rows", rows)
        .put("bytesPerRow", bytesPerRow);
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  /** The figures that were written. */
  static MemoryFigures of(JsonNode root) {
    JsonNode memory = root.path(MEMBER);
    return new MemoryFigures(
        memory.path("keys").asInt(),
        memory.path("bytesPerKey").asDouble(),
        memory.path("marginalBytesPerKey").asDouble(),
        memory.path("bytesPerKeySharing").asDouble(),
        memory.path("rows").asInt(),
        memory.path("bytesPerRow").asDouble());
  }

  /** Prints the figures for people. */
  public void print(PrintStream out) {
    out.printf(Locale.ROOT, "%,d keys, all compiled, no rows:%n", keys);
    out.printf(Locale.ROOT, "  %,9.0f B a key, principals included%n", bytesPerKey);
    out.printf(Locale.ROOT, "  %,9.0f B for one more key%n", marginalBytesPerKey);
    out.printf(
        Locale.ROOT,
        "  %,9.0f B a key where the loader shares equal documents%n",
        bytesPerKeySharing);
    out.printf(Locale.ROOT, "%,d rows:%n  %,9.0f B a row%n", rows, bytesPerRow);
  }
}
