package io.kmspolicy.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

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

  /** The percentile that stands for a distribution. */
  private static final String TAIL = "99.9";

  /**
   * The times in a result file of JMH: averages, and the percentile 99.9 where the distribution was
   * measured.
   */
  static Round of(JsonNode results) {
    Map<Key, Measurement> measurements = new TreeMap<>();
    for (JsonNode result : results) {
      JsonNode metric = result.path("primaryMetric");
      if (metric.path("scoreUnit").asText().equals(NANOS)) {
        double nanos =
            result.path("mode").asText().equals(SAMPLE)
                ? metric.path("scorePercentiles").path(TAIL).asDouble()
                : median(metric);
        measurements.put(key(result), new Measurement(nanos, allocation(result)));
      }
    }
    return new Round(measurements);
  }

  private static Key key(JsonNode result) {
    String name = result.path("benchmark").asText();
    int method = name.lastIndexOf('.');
    JsonNode params = result.path("params");
    String shape = params.path("shape").asText();
    String draw = params.path("draw").asText();
    String kind = shape + draw;
    return new Key(
        name.substring(name.lastIndexOf('.', method - 1) + 1) + (kind.isEmpty() ? "" : " " + kind),
        params.path(draw.isEmpty() ? "statements" : "keys").asInt(),
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
