package io.kmspolicy.engine.row;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.DecisionDiagram;
import io.kmspolicy.engine.diagram.DiagramBuilder;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.exact.ExactAnalysis;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one {@link ResidualPolicy} in contexts with unknown keys that its {@link
 * DecisionGraph} does not settle (rule 6.13). Three analyses, each of which answers where the one
 * before cannot tell: the {@link DecisionDiagram} over all keys; a diagram over the unknown keys
 * only, with the values of the known keys put in; and, if a diagram is too large, the enumeration
 * of {@link ExactAnalysis}. All three are sound. The first one serves every context and is built by
 * the first decision; the others serve one context. The order is always the same, so a question
 * that is asked again has the same answer.
 *
 * <p>Thread-safe.
 */
public final class OpenDecisions implements OpenAnalysis {

  private final List<? extends OpenCase> cases;
  private final KmsCatalogue catalogue;
  private final DiagramBuilder builder;
  private final BoundAnswerCache bound;

  /** Built by the first decision. A race is benign: one of two equal diagrams is lost. */
  private DiagramBuilder.@Nullable Result built;

  /** An interner of rows whose residual policies decide by these where their graphs cannot. */
  public static RowInterner interner() {
    return new RowInterner(OpenDecisions::new);
  }

  /** The decisions of a residual policy with these cases. */
  OpenDecisions(List<? extends OpenCase> cases, KmsCatalogue catalogue) {
    this.cases = cases;
    this.catalogue = catalogue;
    this.builder = new DiagramBuilder(catalogue);
    this.bound = new BoundAnswerCache(cases);
  }

  @Override
  public Decision decide(ConditionContext context) {
    DecisionDiagram diagram = diagram(StepCounter.of(context));
    Outcomes outcomes = diagram == null ? null : diagram.outcomes(context);
    return outcomes == null ? bound.decide(context, this::analyze) : outcomes.decision();
  }

  /**
   * The diagram over all keys; null if it is too large. Building it takes at most a quarter of the
   * step budget of a decision and is not charged to the decision that builds it, which would else
   * be the only one to use up its budget.
   */
  private @Nullable DecisionDiagram diagram(StepCounter counter) {
    DiagramBuilder.Result result = built;
    if (result == null) {
      result = builder.build(cases, Math.max(1, counter.maximum() / 4));
      built = result;
    }
    return result.diagram();
  }

  private Decision analyze(ConditionContext context) {
    Outcomes plain = Outcomes.NONE;
    for (OpenCase one : cases) {
      plain = plain.or(one.outcomes(context, MatchResult.INDETERMINATE));
    }
    if (plain.isSingle()) {
      return plain.decision();
    }
    try {
      Outcomes outcomes = builder.outcomes(cases, context);
      return outcomes == null
          ? new ExactAnalysis(context, catalogue).outcomes(cases).decision()
          : outcomes.decision();
    } catch (StepsExhausted exhausted) {
      return plain.decision();
    }
  }
}
