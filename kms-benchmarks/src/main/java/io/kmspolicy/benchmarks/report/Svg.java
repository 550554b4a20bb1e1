package io.kmspolicy.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a drawing as SVG. Not thread-safe. */
final class Svg {

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;
  private final String title;

  /** The anchor of a text: its start, middle or end. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A point; y increases downwards. */
  record Point(double x, double y) {}

  Svg(int width, int height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  void line(Point from, Point to, String colour, String dashes) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>",
        from.x(), from.y(), to.x(), to.y(), colour, dashed(dashes));
  }

  void path(List<Point> points, String colour, String dashes) {
    String places =
        points.stream()
            .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", point.x(), point.y()))
            .collect(Collectors.joining(" "));
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
        places, colour, dashed(dashes));
  }

  private static String dashed(String dashes) {
    return dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"";
  }

  void dot(Point centre, String colour) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", centre.x(), centre.y(), colour);
  }

  void rectangle(Point corner, double wide, double high, String colour) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        corner.x(), corner.y(), wide, high, colour);
  }

  void text(Point place, Anchor anchor, String colour, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        place.x(), place.y(), anchor.name().toLowerCase(Locale.ROOT), colour, escaped(text));
  }

  private void add(String format, Object... values) {
    body.append("  ").append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The complete drawing on a white background. */
  String document() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" font-family="sans-serif" font-size="12">
      <title>%s</title>
      <rect width="%d" height="%d" fill="#ffffff"/>
    %s</svg>
    """
        .formatted(width, height, width, height, escaped(title), width, height, body);
  }
}
