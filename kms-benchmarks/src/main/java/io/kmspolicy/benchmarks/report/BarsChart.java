package io.kmspolicy.benchmarks.report;

import io.kmspolicy.benchmarks.report.Svg.Anchor;
import io.kmspolicy.benchmarks.report.Svg.Point;
import java.util.List;
import java.util.function.Function;

/**
 * The measured values relative to the limits of their bars, on a logarithmic axis; the limit is 1.
 */
final class BarsChart {

  private static final int WIDTH = 860;
  private static final int LEFT = 420;
  private static final int RIGHT = 780;
  private static final int TOP = 40;
  private static final int ROW = 20;
  private static final double LEAST = 0.01;
  private static final double GREATEST = 100;
  private static final String INK = "#333333";
  private static final String GRID = "#e3e3e3";
  private static final String MET = "#34a37f";
  private static final String MISSED = "#c1121f";
  private static final String UNDECIDED = "#8a6d1a";

  private BarsChart() {}

  static String draw(List<Bar.Judged> judged, Function<Bar.Judged, Verdict> verdict) {
    // A ratio to a limit near zero is meaningless.
    List<Bar.Judged> drawn = judged.stream().filter(bar -> bar.bar().limit() >= 1).toList();
    int bottom = TOP + ROW * drawn.size();
    Svg svg = new Svg(WIDTH, bottom + 50, "What was measured as a share of each bar");
    LogScale x = LogScale.holding(LEAST, GREATEST, LEFT, RIGHT);
    for (double tick : x.ticks()) {
      svg.line(new Point(x.at(tick), TOP), new Point(x.at(tick), bottom), GRID, "");
      svg.text(new Point(x.at(tick), bottom + 18), Anchor.MIDDLE, INK, Figure.of(tick));
    }
    for (int row = 0; row < drawn.size(); row++) {
      drawRow(svg, x, drawn.get(row), colour(verdict.apply(drawn.get(row))), TOP + ROW * row);
    }
    svg.line(new Point(x.at(1), TOP - 8), new Point(x.at(1), bottom), INK, "6 4");
    svg.text(new Point(x.at(1), TOP - 14), Anchor.MIDDLE, INK, "the bar");
    Point below = new Point((LEFT + RIGHT) / 2.0, bottom + 38);
    svg.text(below, Anchor.MIDDLE, INK, "share of the limit; less is better");
    return svg.document();
  }

  private static String colour(Verdict verdict) {
    return switch (verdict) {
      case MET -> MET;
      case MISSED -> MISSED;
      case UNDECIDED -> UNDECIDED;
    };
  }

  private static void drawRow(Svg svg, LogScale x, Bar.Judged judged, String colour, int top) {
    double share = judged.shareOfLimit();
    double end = x.at(Math.min(GREATEST, Math.max(LEAST, share)));
    String name = judged.bar().name().replace("`", "");
    svg.text(new Point(LEFT - 8, top + 14), Anchor.END, INK, name);
    svg.rectangle(new Point(LEFT, top + 4), Math.max(1, end - LEFT), ROW - 8, colour);
    svg.text(new Point(RIGHT + 8, top + 14), Anchor.START, colour, Figure.of(share));
  }
}
