package io.kmspolicy.analysis.html;

import java.util.Locale;

/** Writes tables. */
final class TableMarkup {

  private TableMarkup() {}

  static void write(Markup html, HtmlTable table, String id) {
    controls(html, table, id);
    html.line(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: "
            + Markup.escape(table.caption())
            + "\">");
    html.line("<table id=\"" + id + "\">");
    html.line("<caption>" + Markup.escape(table.caption()) + "</caption>");
    html.line("<thead><tr>");
    table.columns().forEach(column -> header(html, column));
    html.line("</tr></thead>");
    html.line("<tbody>");
    table.rows().forEach(row -> row(html, table, row));
    html.line("</tbody>");
    html.line("</table>");
    html.line("</div>");
  }

  private static void controls(Markup html, HtmlTable table, String id) {
    html.controls(id).search(id + "-filter", "text", "Show rows that contain");
    if (table.kindColumn() >= 0) {
      int kind = table.kindColumn();
      html.choice(
          id + "-kind",
          "kind",
          table.columns().get(kind).name(),
          table.rows().stream().map(row -> row.cells().get(kind)).distinct().sorted().toList());
    }
    html.status();
  }

  private static void header(Markup html, HtmlTable.Column column) {
    html.line(
        "<th scope=\"col\" aria-sort=\"none\" data-number=\""
            + column.isNumber()
            + "\"><button type=\"button\">"
            + Markup.escape(column.name())
            + "</button></th>");
  }

  private static void row(Markup html, HtmlTable table, HtmlTable.Row row) {
    html.line("<tr class=\"" + row.tone().name().toLowerCase(Locale.ROOT) + "\">");
    for (int i = 0; i < row.cells().size(); i++) {
      boolean wide = i == table.detailColumn();
      String kind = table.columns().get(i).isNumber() ? "number" : wide ? "wide" : "";
      html.line(
          "<td"
              + (kind.isEmpty() ? "" : " class=\"" + kind + "\"")
              + (i == table.kindColumn() ? " data-kind" : "")
              + ">"
              + CellMarkup.of(row.cells().get(i))
              + (wide ? detail(row) : "")
              + "</td>");
    }
    html.line("</tr>");
  }

  private static String detail(HtmlTable.Row row) {
    return row.detail().isEmpty()
        ? ""
        : "<details><summary>"
            + Markup.escape(row.detailName())
            + "</summary><pre>"
            + Markup.escape(row.detail())
            + "</pre></details>";
  }
}
