package io.kmspolicy.analysis.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a page: a title, facts and sections. The page is one file; its style and its script are
 * inside, and its content security policy forbids everything else, by their hashes. Without script,
 * the page shows the same tables, bars and lists, and no grid. Not thread-safe.
 */
public final class HtmlPage {

  private HtmlPage() {}

  /**
   * A page.
   *
   * @param title the title
   * @param facts names and values above the sections
   * @param sections the sections; empty ones are left out
   */
  public static String of(
      String title, Map<String, String> facts, List<? extends HtmlSection> sections) {
    List<? extends HtmlSection> shown =
        sections.stream().filter(section -> !section.isEmpty()).toList();
    String style = Markup.resources(files(shown, "css"));
    String script = Markup.resources(files(shown, "js"));
    Markup html = new Markup();
    head(html, title, style, script);
    facts(html, facts);
    shown.forEach(section -> section(html, section));
    html.line("</main>");
    html.line("<script>" + script + "</script>");
    html.line("</body>");
    html.line("</html>");
    return html.toString();
  }

  /** A text with the characters replaced that have a meaning in HTML. */
  public static String escape(String text) {
    return Markup.escape(text);
  }

  private static List<String> files(List<? extends HtmlSection> sections, String extension) {
    List<String> files = new ArrayList<>(List.of("page." + extension));
    if (extension.equals("css")
        && sections.stream()
            .anyMatch(each -> each instanceof HtmlBars || each instanceof HtmlList)) {
      files.add("summary.css");
    }
    if (sections.stream().anyMatch(HtmlTable.class::isInstance)) {
      files.add("table." + extension);
    }
    if (sections.stream().anyMatch(HtmlGrid.class::isInstance)) {
      files.add("grid." + extension);
    }
    return files;
  }

  private static void head(Markup html, String title, String style, String script) {
    String name = Markup.escape(title);
    html.line("<!DOCTYPE html>");
    html.line("<html lang=\"en\">");
    html.line("<head>");
    html.line("<meta charset=\"utf-8\">");
    html.line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.line(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri"
            + " 'none'; form-action 'none'; style-src "
            + Markup.source(style)
            + "; script-src "
            + Markup.source(script)
            + "\">");
    html.line("<title>" + name + "</title>");
    html.line("<style>" + style + "</style>");
    html.line("</head>");
    html.line("<body>");
    html.line("<main>");
    html.line("<h1>" + name + "</h1>");
  }

  private static void facts(Markup html, Map<String, String> facts) {
    html.line("<dl>");
    facts.forEach(
        (name, value) ->
            html.line("<dt>" + Markup.escape(name) + "</dt><dd>" + Markup.escape(value) + "</dd>"));
    html.line("</dl>");
  }

  private static void section(Markup html, HtmlSection section) {
    String id = Markup.escape(section.id());
    html.line("<section aria-labelledby=\"" + id + "-title\">");
    html.line("<h2 id=\"" + id + "-title\">" + Markup.escape(section.caption()) + "</h2>");
    if (section instanceof HtmlTable table) {
      TableMarkup.write(html, table, id);
    } else if (section instanceof HtmlGrid grid) {
      GridMarkup.write(html, grid, id);
    } else if (section instanceof HtmlBars bars) {
      SummaryMarkup.write(html, bars, id);
    } else if (section instanceof HtmlList list) {
      SummaryMarkup.write(html, list, id);
    }
    html.line("</section>");
  }
}
