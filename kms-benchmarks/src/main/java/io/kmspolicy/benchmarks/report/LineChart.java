package io.kmspolicy.benchmarks.report;

import io.kmspolicy.benchmarks.report.Svg.Anchor;
import io.kmspolicy.benchmarks.report.Svg.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.DoubleFunction;

/**
 * Lines over two logarithmic axes.
 *
 * @param title the title of the drawing
 * @param x the axis from left to right
 * @param y the axis upwards
 * @param lines at least one line, each with at least one point
 */
record LineChart(String title, Axis x, Axis y, List<Line> lines) {

  private static final int WIDTH = 860;
  private static final int HEIGHT = 560;
  private static final int LEFT = 70;
  private static final int RIGHT = 560;
  private static final int TOP = 30;
  private static final int BOTTOM = 500;
  private static final int LABEL_HEIGHT = 15;
  private static final String INK = "#333333";
  private static final String GRID = "#e3e3e3";

  /**
   * An axis.
   *
   * @param name the name of its values
   * @param tick the text of a value
   */
  record Axis(String name, DoubleFunction<String> tick) {}

  /**
   * A line.
   *
   * @param label the name of the line
   * @param colour the color of the line
   * @param dashes the dash pattern; empty for a solid line
   * @param points its points, by their place on the horizontal axis
   */
  record Line(String label, String colour, String dashes, NavigableMap<Double, Double> points) {

    private double end() {
      return points.lastEntry().getValue();
    }
  }

  private record Label(double y, Line line) {}

  /** The chart as SVG. */
  String draw() {
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    LogScale across =
        LogScale.holding(
            lines.stream().mapToDouble(line -> line.points().firstKey()).min().orElseThrow(),
            lines.stream().mapToDouble(line -> line.points().lastKey()).max().orElseThrow(),
            LEFT,
            RIGHT);
    LogScale up = LogScale.holding(value(true), value(false), BOTTOM, TOP);
    drawAxes(svg, across, up);
    for (Line line : lines) {
      List<Point> points = new ArrayList<>();
      line.points().forEach((at, value) -> points.add(new Point(across.at(at), up.at(value))));
      svg.path(points, line.colour(), line.dashes());
      if (line.dashes().isEmpty()) {
        points.forEach(point -> svg.dot(point, line.colour()));
      }
    }
    drawLabels(svg, across, up);
    return svg.document();
  }

  private double value(boolean least) {
    Comparator<Double> order =
        least ? Comparator.naturalOrder() : Comparator.<Double>naturalOrder().reversed();
    return lines.stream().flatMap(line -> line.points().values().stream()).min(order).orElseThrow();
  }

  private void drawAxes(Svg svg, LogScale across, LogScale up) {
    for (double tick : across.ticks()) {
      svg.line(new Point(across.at(tick), TOP), new Point(across.at(tick), BOTTOM), GRID, "");
      Point below = new Point(across.at(tick), BOTTOM + 18);
      svg.text(below, Anchor.MIDDLE, INK, x.tick().apply(tick));
    }
    for (double tick : up.ticks()) {
      svg.line(new Point(LEFT, up.at(tick)), new Point(RIGHT, up.at(tick)), GRID, "");
      Point beside = new Point(LEFT - 8, up.at(tick) + 4);
      svg.text(beside, Anchor.END, INK, tick < 1 ? "" : y.tick().apply(tick));
    }
    svg.text(new Point((LEFT + RIGHT) / 2.0, BOTTOM + 40), Anchor.MIDDLE, INK, x.name());
    svg.text(new Point(LEFT, TOP - 12), Anchor.START, INK, y.name());
  }

  /** Places the name of each line at its end, moved apart to avoid overlaps. */
  private void drawLabels(Svg svg, LogScale across, LogScale up) {
    List<Label> labels =
        lines.stream()
            .map(line -> new Label(up.at(line.end()), line))
            .sorted(Comparator.comparing(Label::y))
            .toList();
    double free = TOP;
    for (Label label : labels) {
      double place = Math.max(label.y(), free);
      free = place + LABEL_HEIGHT;
      Line line = label.line();
      double end = across.at(line.points().lastKey());
      svg.line(new Point(end + 5, label.y()), new Point(RIGHT + 28, place), GRID, "");
      svg.text(
          new Point(RIGHT + 32, place + 4),
          Anchor.START,
          line.colour(),
          line.label() + ", " + y.tick().apply(line.end()));
    }
  }
}
