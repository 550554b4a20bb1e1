package io.kmspolicy.testing.coverage;

import io.kmspolicy.model.text.LetterCase;
import java.util.List;

/**
 * Writes coverage as a page in HTML: one file without script and without outside resources. Each
 * statement lists its parts; the words in front of a part say whether it is needed.
 */
public final class CoveragePage {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --text: #1b1f24; --back: #fff; --line: #6b7280;
        --good: #11623a; --bad: #9b1c1c; --bad-back: #fdecec; }
      @media (prefers-color-scheme: dark) { :root { --text: #e8eaed; --back: #16181c;
        --line: #8b93a1; --good: #7ddba8; --bad: #ffb4ab; --bad-back: #3b1716; } }
      body { margin: 0; background: var(--back); color: var(--text);
        font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 70rem; margin: 0 auto; padding: 1.5rem; }
      h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem;
        overflow-wrap: anywhere; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }
      dt { font-weight: 600; } dd { margin: 0; }
      ul { list-style: none; margin: 0; padding: 0 0 0 1.5rem; }
      li { border-left: 4px solid var(--good); margin: .25rem 0; padding: .1rem .6rem;
        overflow-wrap: anywhere; }
      li.untested { border-color: var(--bad); background: var(--bad-back); }
      li b { color: var(--good); } li.untested b { color: var(--bad); }
      small { color: inherit; opacity: .85; }
      code { font: .9em ui-monospace, monospace; }
      """;

  private final StringBuilder html = new StringBuilder();

  private CoveragePage() {}

  /**
   * A page.
   *
   * @param title the title, such as the name of the policies
   */
  public static String of(String title, CoverageReport report) {
    CoveragePage page = new CoveragePage();
    page.head("Policy coverage: " + title);
    page.facts(report);
    page.sources(report.parts());
    page.line("</main>");
    page.line("</body>");
    page.line("</html>");
    return page.html.toString();
  }

  private void head(String title) {
    line("<!DOCTYPE html>");
    line("<html lang=\"en\">");
    line("<head>");
    line("<meta charset=\"utf-8\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line(
        "<meta http-equiv=\"Content-Security-Policy\""
            + " content=\"default-src 'none'; style-src 'unsafe-inline'\">");
    line("<title>" + escape(title) + "</title>");
    line("<style>" + STYLE + "</style>");
    line("</head>");
    line("<body>");
    line("<main>");
    line("<h1>" + escape(title) + "</h1>");
  }

  private void facts(CoverageReport report) {
    line("<dl>");
    fact("needed parts", report.needed() + " of " + report.parts().size());
    fact("share", report.percent() + " %");
    fact("expected answers", Integer.toString(report.answers()));
    line("</dl>");
    line(
        "<p>A part is needed if some expected answer is another one without it."
            + " <i>Not reached</i>: the statement or grant applies to no request of a test.</p>");
  }

  private void fact(String name, String value) {
    line("<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>");
  }

  private void sources(List<CoveredPart> parts) {
    String source = "";
    boolean inner = false;
    boolean open = false;
    for (CoveredPart covered : parts) {
      PolicyPart part = covered.part();
      if (part.kind().isWhole()) {
        closeStatement(open, inner);
        inner = false;
        if (!part.source().equals(source)) {
          line((open ? "</ul>\n" : "") + "<h2><code>" + escape(part.source()) + "</code></h2>");
          line("<ul>");
          source = part.source();
        }
        open = true;
      } else if (!inner) {
        line("<ul>");
        inner = true;
      }
      item(covered);
    }
    closeStatement(open, inner);
    line(open ? "</ul>" : "<p>The policies have no statements.</p>");
  }

  private void closeStatement(boolean open, boolean inner) {
    if (open) {
      line((inner ? "</ul>" : "") + "</li>");
    }
  }

  /** An item; that of a statement stays open for its parts. */
  private void item(CoveredPart covered) {
    PolicyPart part = covered.part();
    String by = covered.isNeeded() ? " by " + covered.neededBy() : "";
    line(
        "<li class=\""
            + (covered.isNeeded() ? "tested" : "untested")
            + "\"><b>"
            + escape(LetterCase.lowerCase(covered.use().words()))
            + "</b> "
            + escape(part.kind().word())
            + " <code>"
            + escape(part.text())
            + "</code>"
            + (part.location().isKnown() ? " <small>line " + part.location().line() : " <small>")
            + escape(by)
            + "</small>"
            + (part.kind().isWhole() ? "" : "</li>"));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private void line(String line) {
    html.append(line).append('\n');
  }
}
