package io.kmspolicy.analysis.page;

import io.kmspolicy.analysis.fleet.FleetGrid;
import io.kmspolicy.analysis.html.HtmlGrid;
import io.kmspolicy.analysis.html.HtmlPage;
import io.kmspolicy.analysis.html.HtmlSection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The answers about a fleet as a page. */
public final class FleetPage {

  private FleetPage() {}

  /**
   * The page.
   *
   * @param directory the policies as the page names them
   */
  public static String of(String directory, FleetGrid fleet) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("policy directory", directory);
    facts.put("principals", number(fleet.principals().size()));
    facts.put("keys", number(fleet.keys().size()));
    HtmlGrid grid =
        new HtmlGrid(
            "fleet",
            "What principals may do with keys",
            fleet.notKnown(),
            "principals",
            "keys",
            fleet.groups(),
            fleet.json());
    List<HtmlSection> sections = new ArrayList<>(RiskSections.of(fleet.risks()));
    sections.add(grid);
    return HtmlPage.of("Access to KMS keys", facts, sections);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
