package io.kmspolicy.benchmarks.report;

import io.kmspolicy.benchmarks.report.Svg.Anchor;
import io.kmspolicy.benchmarks.report.Svg.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The cost of a decision against a number, both on logarithmic axes. */
final class CostChart {

  /**
   * What a chart shows.
   *
   * @param title the title
   * @param counted what is on the horizontal axis
   * @param series its lines
   */
  private record Subject(String title, String counted, List<Series> series) {}

  private static final int WIDTH = 860;
  private static final int HEIGHT = 560;
  private static final int LEFT = 70;
  private static final int RIGHT = 560;
  private static final int TOP = 30;
  private static final int BOTTOM = 500;
  private static final int LABEL_HEIGHT = 15;
  private static final String INK = "#333333";
  private static final String GRID = "#e3e3e3";
  private static final String BAR_DASHES = "6 4";

  /**
   * A line of the chart.
   *
   * @param label the name of the line
   * @param colour the color of the line
   * @param dashes the dash pattern; empty for a solid line
   * @param benchmark the benchmark that was measured
   * @param factor the factor of the measured values
   */
  private record Series(
      String label, String colour, String dashes, String benchmark, double factor) {}

  private record Line(Series series, TreeMap<Integer, Double> points) {}

  private record Label(double y, Line line) {}

  private static final Subject STATEMENTS =
      new Subject(
          "Cost of a decision against the number of statements",
          "statements",
          List.of(
              measured("this engine, warm", "#0b6e4f", Bars.WARM),
              measured("this engine, fresh string", "#34a37f", Bars.FRESH),
              measured("Caffeine get", "#1f4e9e", Bars.CAFFEINE),
              measured("Caffeine get, fresh string", "#6f9be0", Bars.CAFFEINE_FRESH),
              measured("HashMap get", "#9aa5b1", "LimitBenchmark.hashMapGet"),
              measured("naive glob loop", "#8a6d3b", "PeerBenchmark.naive"),
              measured("event-ruler", "#d17b0f", "PeerBenchmark.eventRuler"),
              measured("jCasbin", "#b5179e", "PeerBenchmark.casbin"),
              measured("jCasbin, cached answers", "#e07bd1", "PeerBenchmark.casbinCached"),
              measured("cedar-java", "#c1121f", "PeerBenchmark.cedar"),
              measured("reference of this project", "#555555", "PeerBenchmark.reference"),
              new Series("bar: 3 × Caffeine get", "#1f4e9e", BAR_DASHES, Bars.CAFFEINE, 3),
              new Series(
                  "bar: 1.2 × fresh-string get", "#6f9be0", BAR_DASHES, Bars.CAFFEINE_FRESH, 1.2)));

  private static final Subject TESTS =
      new Subject(
          "Cost of a decision against the number of condition tests",
          "condition tests, each in a statement of its own",
          List.of(
              measured("one key", "#0b6e4f", Bars.LATER_TESTS + " ONE_KEY"),
              measured("ten keys", "#1f4e9e", Bars.LATER_TESTS + " TEN_KEYS"),
              measured("as many keys", "#d17b0f", Bars.LATER_TESTS + " EACH_ITS_KEY"),
              first("one key, first", "#0b6e4f", "ONE_KEY"),
              first("ten keys, first", "#1f4e9e", "TEN_KEYS"),
              first("as many keys, first", "#d17b0f", "EACH_ITS_KEY")));

  private final Subject subject;
  private final List<Line> lines = new ArrayList<>();

  private static Series measured(String label, String colour, String benchmark) {
    return new Series(label, colour, "", benchmark, 1);
  }

  /** The average time of the first decision on new policies. */
  private static Series first(String label, String colour, String spread) {
    return new Series(
        label, colour, BAR_DASHES, "ManyTestsBenchmark.first " + spread + Key.MEAN, 1);
  }

  private CostChart(Subject subject, Results results) {
    this.subject = subject;
    for (Series series : subject.series()) {
      TreeMap<Integer, Double> points = new TreeMap<>();
      for (Key key : results.keys()) {
        if (key.benchmark().equals(series.benchmark()) && key.threads() == 1) {
          results
              .nanos(key)
              .ifPresent(time -> points.put(key.statements(), time.median() * series.factor()));
        }
      }
      if (!points.isEmpty()) {
        lines.add(new Line(series, points));
      }
    }
  }

  /** The cost against the number of statements; empty if it was not measured. */
  static Optional<String> ofStatements(Results results) {
    return draw(STATEMENTS, results);
  }

  /** The cost against the number of condition tests; empty if it was not measured. */
  static Optional<String> ofTests(Results results) {
    return draw(TESTS, results);
  }

  private static Optional<String> draw(Subject subject, Results results) {
    CostChart chart = new CostChart(subject, results);
    return chart.lines.isEmpty() ? Optional.empty() : Optional.of(chart.draw());
  }

  private String draw() {
    Svg svg = new Svg(WIDTH, HEIGHT, subject.title());
    LogScale x =
        LogScale.holding(
            lines.stream().mapToInt(line -> line.points().firstKey()).min().orElseThrow(),
            lines.stream().mapToInt(line -> line.points().lastKey()).max().orElseThrow(),
            LEFT,
            RIGHT);
    LogScale y = LogScale.holding(value(true), value(false), BOTTOM, TOP);
    drawAxes(svg, x, y);
    for (Line line : lines) {
      List<Point> points = new ArrayList<>();
      line.points()
          .forEach((statements, nanos) -> points.add(new Point(x.at(statements), y.at(nanos))));
      svg.path(points, line.series().colour(), line.series().dashes());
      if (line.series().dashes().isEmpty()) {
        points.forEach(point -> svg.dot(point, line.series().colour()));
      }
    }
    drawLabels(svg, x, y);
    return svg.document();
  }

  private double value(boolean least) {
    Comparator<Double> order =
        least ? Comparator.naturalOrder() : Comparator.<Double>naturalOrder().reversed();
    return lines.stream().flatMap(line -> line.points().values().stream()).min(order).orElseThrow();
  }

  private void drawAxes(Svg svg, LogScale x, LogScale y) {
    for (double tick : x.ticks()) {
      svg.line(new Point(x.at(tick), TOP), new Point(x.at(tick), BOTTOM), GRID, "");
      Point below = new Point(x.at(tick), BOTTOM + 18);
      svg.text(below, Anchor.MIDDLE, INK, "%,.0f".formatted(tick));
    }
    for (double tick : y.ticks()) {
      svg.line(new Point(LEFT, y.at(tick)), new Point(RIGHT, y.at(tick)), GRID, "");
      Point beside = new Point(LEFT - 8, y.at(tick) + 4);
      svg.text(
          beside, Anchor.END, INK, tick < 1 ? "" : "%,.0f %s".formatted(scaled(tick), unit(tick)));
    }
    svg.text(new Point((LEFT + RIGHT) / 2.0, BOTTOM + 40), Anchor.MIDDLE, INK, subject.counted());
    svg.text(new Point(LEFT, TOP - 12), Anchor.START, INK, "time of one decision");
  }

  private static double scaled(double nanos) {
    return nanos >= 1e6 ? nanos / 1e6 : nanos >= 1e3 ? nanos / 1e3 : nanos;
  }

  private static String unit(double nanos) {
    return nanos >= 1e6 ? "ms" : nanos >= 1e3 ? "µs" : "ns";
  }

  /** Places the name of each line at its end, moved apart to avoid overlaps. */
  private void drawLabels(Svg svg, LogScale x, LogScale y) {
    List<Label> labels =
        lines.stream()
            .map(line -> new Label(y.at(line.points().lastEntry().getValue()), line))
            .sorted(Comparator.comparing(Label::y))
            .toList();
    double free = TOP;
    for (Label label : labels) {
      double place = Math.max(label.y(), free);
      free = place + LABEL_HEIGHT;
      String colour = label.line().series().colour();
      double end = x.at(label.line().points().lastKey());
      svg.line(new Point(end + 5, label.y()), new Point(RIGHT + 28, place), GRID, "");
      svg.text(
          new Point(RIGHT + 32, place + 4),
          Anchor.START,
          colour,
          label.line().series().label()
              + ", "
              + Figure.time(label.line().points().lastEntry().getValue()));
    }
  }
}
