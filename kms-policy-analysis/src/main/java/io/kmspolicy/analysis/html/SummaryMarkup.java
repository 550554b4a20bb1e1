package io.kmspolicy.analysis.html;

import java.util.Locale;

/** Writes bars and lists, which need no script. */
final class SummaryMarkup {

  /** The length of a full bar in the units of its drawing. */
  private static final int LENGTH = 1000;

  private SummaryMarkup() {}

  static void write(Markup html, HtmlBars bars, String id) {
    note(html, bars.note());
    html.line("<ul class=\"legend\" aria-hidden=\"true\">");
    for (HtmlBars.Part part : bars.parts()) {
      html.line(
          "<li><svg class=\"swatch\" viewBox=\"0 0 16 12\"><rect class=\"part "
              + name(part.shade())
              + "\" x=\"1\" y=\"1\" width=\"14\" height=\"10\"/></svg> "
              + Markup.escape(part.name())
              + "</li>");
    }
    html.line("</ul>");
    html.line("<ul class=\"bars\" id=\"" + id + "\">");
    for (HtmlBars.Bar bar : bars.bars()) {
      html.line(
          "<li><span class=\"what\">"
              + Markup.escape(bar.name())
              + "</span><span class=\"says\">"
              + Markup.escape(bar.text())
              + "</span>"
              + drawing(bars, bar)
              + "</li>");
    }
    html.line("</ul>");
  }

  private static String drawing(HtmlBars bars, HtmlBars.Bar bar) {
    StringBuilder svg =
        new StringBuilder(
            "<svg class=\"bar\" viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\""
                + " aria-hidden=\"true\">");
    long before = 0;
    for (int i = 0; i < bars.parts().size(); i++) {
      long number = bar.numbers().get(i);
      if (number > 0) {
        long start = before * LENGTH / bar.all();
        long end = (before + number) * LENGTH / bar.all();
        svg.append("<rect class=\"part ")
            .append(name(bars.parts().get(i).shade()))
            .append("\" x=\"")
            .append(start)
            .append("\" y=\"1\" width=\"")
            .append(Math.max(2, end - start))
            .append("\" height=\"10\"/>");
      }
      before += number;
    }
    return svg.append("</svg>").toString();
  }

  static void write(Markup html, HtmlList list, String id) {
    html.line("<ol class=\"ranking\" id=\"" + id + "\">");
    for (HtmlList.Item item : list.items()) {
      html.line(
          "<li><p><strong title=\""
              + Markup.escape(item.full())
              + "\">"
              + Markup.escape(item.name())
              + "</strong> <span class=\"tag "
              + name(item.shade())
              + "\">"
              + Markup.escape(item.tag())
              + "</span></p>");
      html.line("<p>" + Markup.escape(item.text()) + "</p>");
      html.line("<p class=\"note\">" + Markup.escape(item.full()) + "</p>");
      if (!item.also().isEmpty()) {
        html.line("<p class=\"note\">" + Markup.escape(item.also()) + "</p>");
      }
      html.line("</li>");
    }
    html.line("</ol>");
  }

  private static void note(Markup html, String note) {
    if (!note.isEmpty()) {
      html.line("<p class=\"hint\">" + Markup.escape(note) + "</p>");
    }
  }

  private static String name(HtmlBars.Shade shade) {
    return shade.name().toLowerCase(Locale.ROOT);
  }
}
