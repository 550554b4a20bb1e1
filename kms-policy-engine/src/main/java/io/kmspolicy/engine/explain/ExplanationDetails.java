package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantsTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.RedactableText;
import io.kmspolicy.engine.report.UndocumentedRule;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Optional;

/**
 * The parts of an explanation besides the decision.
 *
 * @param question the caller, the action and the resource; empty if the explanation omits them
 * @param justification the reasons for the decision
 * @param missing the unknown inputs of an indeterminate decision
 * @param undocumented the undocumented rules that leave the decision open
 * @param open both halves of an indeterminate decision
 * @param denial the values of a certain denial
 * @param layers the traces of the layers; empty if the explanation omits them
 * @param grants the trace of the grants
 * @param caveats the caveats
 */
record ExplanationDetails(
    List<String> question,
    Justification justification,
    SettlingInputs missing,
    List<UndocumentedRule> undocumented,
    Optional<OpenAnswer> open,
    Optional<Denial> denial,
    List<LayerTrace> layers,
    GrantsTrace grants,
    List<String> caveats) {

  ExplanationDetails {
    question = List.copyOf(question);
    undocumented = List.copyOf(undocumented);
    layers = List.copyOf(layers);
    caveats = List.copyOf(caveats);
  }

  /** No details but those of a denial. */
  static ExplanationDetails of(Optional<Denial> denial) {
    return new ExplanationDetails(
        List.of(),
        Justification.because(List.of()),
        SettlingInputs.NONE,
        List.of(),
        Optional.empty(),
        denial,
        List.of(),
        new GrantsTrace(LayerTrace.Kind.NONE, RedactableText.NONE, MatchResult.NO_MATCH, List.of()),
        List.of());
  }
}
