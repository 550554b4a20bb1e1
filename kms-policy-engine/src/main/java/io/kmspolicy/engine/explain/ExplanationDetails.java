package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.MinimalMissingSets.Result;
import io.kmspolicy.engine.report.GrantsTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.RedactableText;
import io.kmspolicy.engine.report.UndocumentedRule;
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
record ExplanationDetails(
    List<String> asked,
    Justification determination,
    Result missing,
    List<UndocumentedRule> undocumented,
    List<LayerTrace> layers,
    GrantsTrace grants,
    List<String> notes) {

  ExplanationDetails {
    asked = List.copyOf(asked);
    undocumented = List.copyOf(undocumented);
    layers = List.copyOf(layers);
    notes = List.copyOf(notes);
  }

  /** Nothing is told. */
  static ExplanationDetails none() {
    return new ExplanationDetails(
        List.of(),
        Justification.because(List.of()),
        Result.NONE,
        List.of(),
        List.of(),
        new GrantsTrace(LayerTrace.Kind.NONE, RedactableText.NONE, MatchResult.NO_MATCH, List.of()),
        List.of());
  }
}
