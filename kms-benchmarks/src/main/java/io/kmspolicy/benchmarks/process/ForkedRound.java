package io.kmspolicy.benchmarks.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One round of a benchmark in a new JVM, and its results in the form of JMH's. */
public final class ForkedRound {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode results = JSON.createArrayNode();

  /**
   * Runs a class in a new JVM.
   *
   * @param main the class
   * @param options the options of the JVM
   * @param file the only argument: the file for the results
   */
  public static void run(Class<?> main, List<String> options, Path file) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.add(file.toString());
    Process child = new ProcessBuilder(command).inheritIO().start();
    try {
      if (child.waitFor() != 0) {
        throw new IOException(main.getSimpleName() + " failed with " + child.exitValue());
      }
    } catch (InterruptedException e) {
      child.destroy();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Adds a measurement.
   *
   * @param benchmark class and method
   * @param nanos the measured times in nanoseconds
   */
  public void add(String benchmark, List<Double> nanos) {
    result(benchmark, nanos).putObject("secondaryMetrics");
  }

  /**
   * Adds a measurement with the memory of a process, in the place of JMH's allocation.
   *
   * @param nanos the measured times in nanoseconds
   * @param bytes the memory
   */
  void add(String benchmark, List<Double> nanos, double bytes) {
    result(benchmark, nanos)
        .putObject("secondaryMetrics")
        .putObject("gc.alloc.rate.norm")
        .put("score", bytes);
  }

  private ObjectNode result(String benchmark, List<Double> nanos) {
    ObjectNode result =
        results
            .addObject()
            .put("benchmark", "io.kmspolicy.benchmarks." + benchmark)
            .put("mode", "avgt")
            .put("threads", 1);
    result.putObject("params");
    ObjectNode metric = result.putObject("primaryMetric").put("scoreUnit", "ns/op");
    ArrayNode values = metric.putArray("rawData").addArray();
    nanos.forEach(values::add);
    return result;
  }

  /** Writes all measurements. */
  public void write(Path file) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), results);
  }
}
