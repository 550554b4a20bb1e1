package io.kmspolicy.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The measurements of one run of JMH. Ratios are computed within a round, because the speed of a
 * machine varies over time.
 *
 * @param measurements the measurements by key
 */
record Round(Map<Key, Measurement> measurements) {

  private static final String NANOS = "ns/op";
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /** The mode of JMH that measures the distribution of times. */
  private static final String SAMPLE = "sample";

  /** The unit of what a benchmark measures itself, beside its time: nanoseconds here. */
  private static final String OWN = "#";

  /** The parameter of the benchmarks of a curve; in others the number of statements. */
  private static final String SIZE = "size";

  /** The percentile that stands for a distribution. */
  private static final String TAIL = "99.9";

  /**
   * The times in a result file of JMH: averages; where the distribution was measured, the
   * percentile 99.9 and, under the name with {@link Key#MEAN}, the average. What a benchmark
   * measures itself follows under its name and that of the measurement.
   */
  static Round of(JsonNode results) {
    Map<Key, Measurement> measurements = new TreeMap<>();
    for (JsonNode result : results) {
      JsonNode metric = result.path("primaryMetric");
      if (!metric.path("scoreUnit").asText().equals(NANOS)) {
        continue;
      }
      Key key = key(result);
      if (result.path("mode").asText().equals(SAMPLE)) {
        double tail = metric.path("scorePercentiles").path(TAIL).asDouble();
        measurements.put(key, new Measurement(tail, allocation(result), percentiles(metric)));
        measurements.put(key.mean(), new Measurement(metric.path("score").asDouble(), Double.NaN));
      } else {
        measurements.put(key, new Measurement(median(metric), allocation(result)));
      }
      for (Map.Entry<String, JsonNode> own : result.path("secondaryMetrics").properties()) {
        if (own.getValue().path("scoreUnit").asText().equals(OWN)) {
          measurements.put(
              key.part(own.getKey()), new Measurement(median(own.getValue()), Double.NaN));
        }
      }
    }
    return new Round(measurements);
  }

  private static NavigableMap<Double, Double> percentiles(JsonNode metric) {
    NavigableMap<Double, Double> percentiles = new TreeMap<>();
    metric
        .path("scorePercentiles")
        .properties()
        .forEach(
            entry -> percentiles.put(Double.valueOf(entry.getKey()), entry.getValue().asDouble()));
    return percentiles;
  }

  private static Key key(JsonNode result) {
    String name = result.path("benchmark").asText();
    int method = name.lastIndexOf('.');
    String shape =
        result.path("params").path("shape").asText(result.path("params").path("spread").asText());
    return new Key(
        name.substring(name.lastIndexOf('.', method - 1) + 1)
            + (shape.isEmpty() ? "" : " " + shape),
        Stream.of("statements", "records", SIZE)
            .mapToInt(parameter -> result.path("params").path(parameter).asInt())
            .max()
            .orElse(0),
        result.path("threads").asInt());
  }

  /** The median over the iterations. */
  private static double median(JsonNode metric) {
    List<Double> iterations = new ArrayList<>();
    for (JsonNode fork : metric.path("rawData")) {
      fork.forEach(value -> iterations.add(value.asDouble()));
    }
    return Statistics.of(iterations).median();
  }

  private static double allocation(JsonNode result) {
    return result.path("secondaryMetrics").path(ALLOCATION).path("score").asDouble(Double.NaN);
  }

  OptionalDouble nanos(Key key) {
    return Optional.ofNullable(measurements.get(key))
        .map(measured -> OptionalDouble.of(measured.nanos()))
        .orElse(OptionalDouble.empty());
  }

  /** The times of single operations by percentage; empty if they were not measured. */
  NavigableMap<Double, Double> percentiles(Key key) {
    Measurement measured = measurements.get(key);
    return measured == null ? new TreeMap<>() : measured.percentiles();
  }

  OptionalDouble bytes(Key key) {
    return Optional.ofNullable(measurements.get(key))
        .filter(measured -> !Double.isNaN(measured.bytes()))
        .map(measured -> OptionalDouble.of(measured.bytes()))
        .orElse(OptionalDouble.empty());
  }

  /** The ratio of the times of two benchmarks. */
  OptionalDouble ratio(Key key, Key to) {
    OptionalDouble above = nanos(key);
    OptionalDouble below = nanos(to);
    return above.isPresent() && below.isPresent()
        ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble())
        : OptionalDouble.empty();
  }
}
