package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.SettlingSets.Result;
import io.kmspolicy.engine.report.GrantsReport;
import io.kmspolicy.engine.report.LayerReport;
import io.kmspolicy.engine.report.OpenRule;
import io.kmspolicy.engine.report.Phrase;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * What an explanation tells besides the decision.
 *
 * @param asked who asks, for what, on what; empty if that is not told
 * @param determination what settled the decision
 * @param missing what would settle an open decision
 * @param undocumented what AWS's documentation leaves open about it
 * @param layers the reports on the layers; empty if these are not told
 * @param grants the report on the grants
 * @param notes what the explanation leans on
 */
record Details(
    List<String> asked,
    Determination determination,
    Result missing,
    List<OpenRule> undocumented,
    List<LayerReport> layers,
    GrantsReport grants,
    List<String> notes) {

  Details {
    asked = List.copyOf(asked);
    undocumented = List.copyOf(undocumented);
    layers = List.copyOf(layers);
    notes = List.copyOf(notes);
  }

  /** Nothing is told. */
  static Details none() {
    return new Details(
        List.of(),
        Determination.because(List.of()),
        Result.NONE,
        List.of(),
        List.of(),
        new GrantsReport(LayerReport.Kind.NONE, Phrase.NONE, MatchResult.NO_MATCH, List.of()),
        List.of());
  }
}
