package io.kmspolicy.benchmarks.report;

import io.kmspolicy.benchmarks.report.LineChart.Axis;
import io.kmspolicy.benchmarks.report.LineChart.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The charts of lines: the cost of a decision against what a population has of something, the
 * memory against keys, and the distribution of times beside publications.
 *
 * @param results the figures to draw
 */
record Charts(Results results) {

  private static final String BAR_DASHES = "6 4";
  private static final String GREEN = "#0b6e4f";
  private static final String BLUE = "#1f4e9e";
  private static final String ORANGE = "#d17b0f";
  private static final String RED = "#c1121f";
  private static final int BAR_BYTES_A_KEY = 2_000;
  private static final double ALL = 100;

  private static final Axis TIME = new Axis("time of one decision", Figure::time);

  /**
   * A chart.
   *
   * @param name the name of its file without the extension
   * @param drawing the drawing as SVG
   */
  record Chart(String name, String title, String drawing) {}

  /** A benchmark of a chart. */
  private record Series(
      String label, String colour, String dashes, String benchmark, double factor) {}

  private static Series measured(String label, String colour, String benchmark) {
    return new Series(label, colour, "", benchmark, 1);
  }

  /** The average time of the first decision on new policies. */
  private static Series first(String label, String colour, String spread) {
    return new Series(
        label, colour, BAR_DASHES, "ManyTestsBenchmark.first " + spread + Key.MEAN, 1);
  }

  private static final List<Series> STATEMENTS =
      List.of(
          measured("this engine, warm", GREEN, Bars.WARM),
          measured("this engine, fresh string", "#34a37f", Bars.FRESH),
          measured("Caffeine get", BLUE, Bars.CAFFEINE),
          measured("Caffeine get, fresh string", "#6f9be0", Bars.CAFFEINE_FRESH),
          measured("HashMap get", "#9aa5b1", "LimitBenchmark.hashMapGet"),
          measured("naive glob loop", "#8a6d3b", "PeerBenchmark.naive"),
          measured("event-ruler", ORANGE, "PeerBenchmark.eventRuler"),
          measured("jCasbin", "#b5179e", "PeerBenchmark.casbin"),
          measured("jCasbin, cached answers", "#e07bd1", "PeerBenchmark.casbinCached"),
          measured("cedar-java", RED, "PeerBenchmark.cedar"),
          measured("reference of this project", "#555555", "PeerBenchmark.reference"),
          new Series("bar: 3 × Caffeine get", BLUE, BAR_DASHES, Bars.CAFFEINE, 3),
          new Series(
              "bar: 1.2 × fresh-string get", "#6f9be0", BAR_DASHES, Bars.CAFFEINE_FRESH, 1.2));

  private static final List<Series> TESTS =
      List.of(
          measured("one key", GREEN, Bars.LATER_TESTS + " ONE_KEY"),
          measured("ten keys", BLUE, Bars.LATER_TESTS + " TEN_KEYS"),
          measured("as many keys", ORANGE, Bars.LATER_TESTS + " EACH_ITS_KEY"),
          measured("ranges of one address test", "#8a6d3b", Bars.LATER_TESTS + " RANGES"),
          measured("texts for five values", "#9aa5b1", Bars.LATER_TESTS + " FIVE_VALUES"),
          first("one key, first", GREEN, "ONE_KEY"),
          first("ten keys, first", BLUE, "TEN_KEYS"),
          first("as many keys, first", ORANGE, "EACH_ITS_KEY"),
          measured("one unknown key", RED, "CurveBenchmark.testsOfOneUnknownKey"),
          measured("as many unknown keys", "#b5179e", "CurveBenchmark.testsOfManyUnknownKeys"));

  private static final List<Series> PATTERNS =
      List.of(
          measured("ARNs and prefixes", GREEN, "DecisionBenchmark.firstMeeting"),
          measured("inner wildcards", BLUE, "DecisionBenchmark.firstMeetingWildcards"),
          measured("keys, each with its policy", ORANGE, "DecisionBenchmark.firstMeetingConsole"));

  /** The charts of which something was measured. */
  List<Chart> all() {
    List<Chart> charts = new ArrayList<>();
    add(
        charts,
        "cost",
        "Cost of a decision against the number of statements",
        "statements",
        STATEMENTS);
    add(
        charts,
        "tests",
        "Cost of a decision against the number of condition tests",
        "tests",
        TESTS);
    add(
        charts,
        "keys",
        "Cost of a decision against the number of keys with policies of their own",
        "keys",
        List.of(
            measured("known sessions", GREEN, "CurveBenchmark.keys"),
            measured("Caffeine get", BLUE, "CurveBenchmark.keysCaffeineGet")));
    add(
        charts,
        "sessions",
        "Cost of a decision against the number of sessions of each role",
        "sessions of each role",
        List.of(measured("known sessions", GREEN, "CurveBenchmark.sessions")));
    add(
        charts,
        "patterns",
        "Cost of a first decision against the number of resource patterns",
        "patterns",
        PATTERNS);
    add(
        charts,
        new LineChart(
            "Heap in use against the number of keys with policies of their own",
            new Axis("keys", value -> "%,.0f".formatted(value)),
            new Axis("heap in use", Figure::bytes),
            heap()),
        "memory");
    add(
        charts,
        new LineChart(
            "Times of decisions while another thread publishes",
            new Axis("percentage of the decisions", Charts::percentage),
            TIME,
            latencies()),
        "latencies");
    return charts;
  }

  private void add(
      List<Chart> charts, String name, String title, String counted, List<Series> series) {
    Axis x = new Axis(counted, value -> "%,.0f".formatted(value));
    add(charts, new LineChart(title, x, TIME, lines(series)), name);
  }

  private static void add(List<Chart> charts, LineChart chart, String name) {
    if (!chart.lines().isEmpty()) {
      charts.add(new Chart(name, chart.title(), chart.draw()));
    }
  }

  private List<Line> lines(List<Series> all) {
    List<Line> lines = new ArrayList<>();
    for (Series series : all) {
      NavigableMap<Double, Double> points = new TreeMap<>();
      for (Key key : results.keys()) {
        if (key.benchmark().equals(series.benchmark()) && key.threads() == 1) {
          results
              .nanos(key)
              .ifPresent(
                  time -> points.put((double) key.statements(), time.median() * series.factor()));
        }
      }
      if (!points.isEmpty()) {
        lines.add(new Line(series.label(), series.colour(), series.dashes(), points));
      }
    }
    return lines;
  }

  private List<Line> heap() {
    NavigableMap<Double, Double> read = new TreeMap<>();
    NavigableMap<Double, Double> decided = new TreeMap<>();
    NavigableMap<Double, Double> bar = new TreeMap<>();
    results
        .heap()
        .ifPresent(
            figures ->
                figures
                    .points()
                    .forEach(
                        point -> {
                          read.put((double) point.keys(), (double) point.read());
                          decided.put((double) point.keys(), (double) point.decided());
                          bar.put((double) point.keys(), (double) point.keys() * BAR_BYTES_A_KEY);
                        }));
    return read.isEmpty()
        ? List.of()
        : List.of(
            new Line("read", BLUE, "", read),
            new Line("decided, with rows", GREEN, "", decided),
            new Line("bar: 2,000 B a key", BLUE, BAR_DASHES, bar));
  }

  private List<Line> latencies() {
    List<Line> lines = new ArrayList<>();
    addLatencies(lines, "nothing published", GREEN, "None");
    addLatencies(lines, "one key policy at a time", BLUE, "One");
    addLatencies(lines, "the SCP of all roles", ORANGE, "ServiceControl");
    addLatencies(lines, "all key policies", RED, "All");
    return lines;
  }

  /** A percentage is at the reciprocal of the share of longer times. */
  private void addLatencies(List<Line> lines, String label, String colour, String name) {
    NavigableMap<Double, Double> points = new TreeMap<>();
    results
        .percentiles(Key.of("PublishBenchmark.times" + name))
        .forEach(
            (percent, nanos) -> {
              if (percent < ALL) {
                points.put(ALL / (ALL - percent), nanos);
              }
            });
    if (!points.isEmpty()) {
      lines.add(new Line(label, colour, "", points));
    }
  }

  private static String percentage(double reciprocal) {
    return Figure.exact(ALL - ALL / reciprocal) + " %";
  }
}
