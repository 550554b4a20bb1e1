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
 * @param promisedRowBytes the maximum size of all rows that was set
 * @param heldOwnRowBytes the bytes of all rows, of which no two are equal, after many more were
 *     asked for
 * @param real the rows of the population {@code real}
 */
public record MemoryFigures(
    int keys, double bytesPerKey, long promisedRowBytes, long heldOwnRowBytes, RealRows real) {

  /** The JSON member that identifies a file of memory figures. */
  static final String MEMBER = "memory";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The rows of the population {@code real} after all its requests, evenly drawn. Bytes are the
   * heap that the collector leaves beyond that of an engine without rows.
   *
   * @param held the number of rows that an engine with default limits holds
   * @param bytes their bytes
   * @param counted their bytes as the engine counts them
   * @param bound a {@code maximumRowBytes} that holds a part of them only
   * @param bounded the bytes of the rows that an engine with this limit holds
   * @param left the bytes that are left after that engine is closed
   */
  public record RealRows(long held, long bytes, long counted, long bound, long bounded, long left) {

    double bytesPerRow() {
      return bytes / (double) held;
    }

    /** The larger of the bytes and the counted bytes, as a multiple of the smaller. */
    double countedShare() {
      return Math.max(counted, bytes) / (double) Math.min(counted, bytes);
    }

    /** The bytes that are held at a limit, as a share of it. */
    double boundedShare() {
      return bounded / (double) bound;
    }

    private static RealRows of(JsonNode real) {
      return new RealRows(
          real.path("held").asLong(),
          real.path("bytes").asLong(),
          real.path("counted").asLong(),
          real.path("bound").asLong(),
          real.path("bounded").asLong(),
          real.path("left").asLong());
    }
  }

  /** Writes the figures as JSON. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode memory = root.putObject(MEMBER);
    memory
        .put("keys", keys)
        .put("bytesPerKey", bytesPerKey)
        .put("promisedRowBytes", promisedRowBytes)
        .put("heldOwnRowBytes", heldOwnRowBytes);
    memory
        .putObject("real")
        .put("held", real.held())
        .put("bytes", real.bytes())
        .put("counted", real.counted())
        .put("bound", real.bound())
        .put("bounded", real.bounded())
        .put("left", real.left());
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  /** Reads the figures from JSON. */
  static MemoryFigures of(JsonNode root) {
    JsonNode memory = root.path(MEMBER);
    return new MemoryFigures(
        memory.path("keys").asInt(),
        memory.path("bytesPerKey").asDouble(),
        memory.path("promisedRowBytes").asLong(),
        memory.path("heldOwnRowBytes").asLong(),
        RealRows.of(memory.path("real")));
  }

  /** Prints the figures for people. */
  public void print(PrintStream out) {
    out.printf(Locale.ROOT, "%,d keys, each with a key policy of its own:%n", keys);
    out.printf(Locale.ROOT, "  %,9.0f B for one more key%n", bytesPerKey);
    out.printf(Locale.ROOT, "%,d B for rows at most:%n", promisedRowBytes);
    out.printf(Locale.ROOT, "  %,9d B held of rows that all differ%n", heldOwnRowBytes);
    out.printf(Locale.ROOT, "%,d rows of the real fleet:%n", real.held());
    out.printf(Locale.ROOT, "  %,9.0f B a row%n", real.bytesPerRow());
    out.printf(Locale.ROOT, "  %,9d B of heap, %,d B counted%n", real.bytes(), real.counted());
    out.printf(Locale.ROOT, "%,d B for them at most:%n", real.bound());
    out.printf(Locale.ROOT, "  %,9d B held, %,d B left at the end%n", real.bounded(), real.left());
  }

  /** The bytes of rows that are held, as a share of those that were promised. */
  double ownRowShare() {
    return heldOwnRowBytes / (double) promisedRowBytes;
  }
}
