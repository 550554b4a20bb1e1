package io.kmspolicy.cli.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a page: a title, facts and tables. The page is one file; its style and its script are
 * inside, and its content security policy forbids everything from outside. Without script, the page
 * shows the same tables. Not thread-safe.
 */
public final class HtmlPage {

  private static final String CSS = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  private final StringBuilder html = new StringBuilder();

  private HtmlPage() {}

  /**
   * A page.
   *
   * @param title the title
   * @param facts names and values above the tables
   * @param tables the tables; those without rows are left out
   */
  public static String of(String title, Map<String, String> facts, List<HtmlTable> tables) {
    HtmlPage page = new HtmlPage();
    page.head(title);
    page.facts(facts);
    tables.stream().filter(table -> !table.rows().isEmpty()).forEach(page::table);
    page.line("</main>");
    page.line("<script>" + SCRIPT + "</script>");
    page.line("</body>");
    page.line("</html>");
    return page.html.toString();
  }

  /** A text with the characters replaced that have a meaning in HTML. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void head(String title) {
    line("<!DOCTYPE html>");
    line("<html lang=\"en\">");
    line("<head>");
    line("<meta charset=\"utf-8\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
            + " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">");
    line("<title>" + escape(title) + "</title>");
    line("<style>" + CSS + "</style>");
    line("</head>");
    line("<body>");
    line("<main>");
    line("<h1>" + escape(title) + "</h1>");
  }

  private void facts(Map<String, String> facts) {
    line("<dl>");
    facts.forEach(
        (name, value) -> line("<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>"));
    line("</dl>");
  }

  private void table(HtmlTable table) {
    String id = escape(table.id());
    line("<section aria-labelledby=\"" + id + "-title\">");
    line("<h2 id=\"" + id + "-title\">" + escape(table.caption()) + "</h2>");
    controls(table, id);
    line(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: "
            + escape(table.caption())
            + "\">");
    line("<table id=\"" + id + "\">");
    line("<caption>" + escape(table.caption()) + "</caption>");
    line("<thead><tr>");
    table.columns().forEach(this::header);
    line("</tr></thead>");
    line("<tbody>");
    table.rows().forEach(row -> row(table, row));
    line("</tbody>");
    line("</table>");
    line("</div>");
    line("</section>");
  }

  /** The controls are hidden until the script shows them. */
  private void controls(HtmlTable table, String id) {
    line("<div class=\"controls\" data-for=\"" + id + "\" hidden>");
    line(
        "<label for=\""
            + id
            + "-filter\">Show rows that contain</label> <input type=\"search\" id=\""
            + id
            + "-filter\">");
    if (table.kindColumn() >= 0) {
      int kind = table.kindColumn();
      line(
          "<label for=\""
              + id
              + "-kind\">"
              + escape(table.columns().get(kind).name())
              + "</label> <select id=\""
              + id
              + "-kind\" data-column=\""
              + kind
              + "\"><option value=\"\">all</option>");
      table.rows().stream()
          .map(row -> row.cells().get(kind))
          .distinct()
          .sorted()
          .forEach(value -> line("<option>" + escape(value) + "</option>"));
      line("</select>");
    }
    line("<span role=\"status\" aria-live=\"polite\"></span>");
    line("</div>");
  }

  private void header(HtmlTable.Column column) {
    line(
        "<th scope=\"col\" aria-sort=\"none\" data-number=\""
            + column.isNumber()
            + "\"><button type=\"button\">"
            + escape(column.name())
            + "</button></th>");
  }

  private void row(HtmlTable table, HtmlTable.Row row) {
    line("<tr class=\"" + row.tone().name().toLowerCase(Locale.ROOT) + "\">");
    for (int i = 0; i < row.cells().size(); i++) {
      boolean wide = i == table.detailColumn();
      String kind = table.columns().get(i).isNumber() ? "number" : wide ? "wide" : "";
      line(
          "<td"
              + (kind.isEmpty() ? "" : " class=\"" + kind + "\"")
              + ">"
              + escape(row.cells().get(i))
              + (wide ? detail(row) : "")
              + "</td>");
    }
    line("</tr>");
  }

  private static String detail(HtmlTable.Row row) {
    return row.detail().isEmpty()
        ? ""
        : "<details><summary>Explanation</summary><pre>"
            + escape(row.detail())
            + "</pre></details>";
  }

  private void line(String line) {
    html.append(line).append('\n');
  }
}
