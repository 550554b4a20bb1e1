package io.kmspolicy.analysis.html;

import io.kmspolicy.analysis.html.HtmlGrid.Look;
import java.util.Arrays;
import java.util.List;

/** Writes grids: the controls, the legend, and empty elements that the script fills. */
final class GridMarkup {

  private GridMarkup() {}

  static void write(Markup html, HtmlGrid grid, String id) {
    html.line("<noscript><p>The grid needs the script of this page.</p></noscript>");
    if (!grid.notKnown().isEmpty()) {
      html.line("<p class=\"not-known\">" + Markup.escape(grid.notKnown()) + "</p>");
    }
    html.controls(id)
        .search(id + "-rows", "rows", "Show " + grid.rowsName() + " that contain")
        .search(id + "-columns", "columns", "Show " + grid.columnsName() + " that contain")
        .choice(id + "-group", "group", "Actions", grid.groups())
        .choice(id + "-look", "look", "Some action is", looks(grid))
        .status();
    legend(html, grid);
    html.line(
        "<div id=\""
            + id
            + "\" class=\"grid\" role=\"grid\" tabindex=\"0\" aria-readonly=\"true\""
            + " aria-labelledby=\""
            + id
            + "-title\" aria-describedby=\""
            + id
            + "-hint\" data-rows=\""
            + Markup.escape(grid.rowsName())
            + "\" data-columns=\""
            + Markup.escape(grid.columnsName())
            + "\"></div>");
    html.line(
        "<dialog id=\""
            + id
            + "-detail\" class=\"detail\" aria-labelledby=\""
            + id
            + "-detail-title\"><h2 id=\""
            + id
            + "-detail-title\" tabindex=\"-1\"></h2><button type=\"button\">Close</button>"
            + "<div></div></dialog>");
    html.line(
        "<script type=\"application/json\" id=\""
            + id
            + "-data\">"
            + Markup.embedded(grid.json())
            + "</script>");
  }

  private static List<String> looks(HtmlGrid grid) {
    return Arrays.stream(Look.values())
        .filter(look -> isShown(look, grid))
        .map(Look::text)
        .toList();
  }

  private static boolean isShown(Look look, HtmlGrid grid) {
    return look != Look.AT_MOST || !grid.notKnown().isEmpty();
  }

  private static void legend(Markup html, HtmlGrid grid) {
    html.line("<ul class=\"legend\" id=\"" + Markup.escape(grid.id()) + "-legend\">");
    for (Look look : Look.values()) {
      html.line(
          (isShown(look, grid) ? "<li>" : "<li hidden>")
              + "<span class=\"look "
              + look.text().replace(' ', '-')
              + "\" data-look=\""
              + look.text()
              + "\" aria-hidden=\"true\">"
              + look.symbol()
              + "</span> "
              + look.text()
              + "</li>");
    }
    html.line("</ul>");
    html.line(
        "<p class=\"hint\" id=\""
            + Markup.escape(grid.id())
            + "-hint\">A mark shows the strongest answer of a group of actions; a number beside it"
            + " is the number of actions with this answer, if others of the group differ. <span"
            + " class=\"keys\">Arrow keys move, Enter opens a cell, Escape closes it.</span></p>");
  }
}
