package io.kmspolicy.engine.row;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.DecisionDiagram;
import io.kmspolicy.engine.diagram.DiagramBuilder;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.exact.ExactAnalysis;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
  private final BuiltBytes bytes;
  private final BoundAnswerCache bound;

  /** Built by the first decision. A race is benign: one of two equal diagrams is lost. */
  private DiagramBuilder.@Nullable Result built;

  /** Makes them, and knows the sum of what they built. */
  static final class Factory implements OpenAnalysis.Factory {

    private final KmsCatalogue catalogue;
    private final AtomicLong bytes = new AtomicLong();

    Factory(KmsCatalogue catalogue) {
      this.catalogue = catalogue;
    }

    @Override
    public OpenAnalysis of(List<? extends OpenCase> cases) {
      return new OpenDecisions(cases, catalogue, new BuiltBytes(bytes));
    }

    @Override
    public long bytes() {
      return bytes.get();
    }
  }

  /**
   * An interner of rows on compiled policies. Their residual policies decide by these where their
   * graphs cannot.
   */
  public static RowInterner interner(PolicyCompiler compiler) {
    return new RowInterner(compiler.budget(), new Factory(compiler.catalogue()));
  }

  /** The decisions of a residual policy with these cases. */
  private OpenDecisions(List<? extends OpenCase> cases, KmsCatalogue catalogue, BuiltBytes bytes) {
    this.cases = cases;
    this.catalogue = catalogue;
    this.builder = new DiagramBuilder(catalogue);
    this.bytes = bytes;
    this.bound = new BoundAnswerCache(cases, bytes);
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
      result = keep(builder.build(cases, Math.max(1, counter.maximum() / 4)));
    }
    return result.diagram();
  }

  @Override
  public void count(boolean isHeld) {
    bytes.count(isHeld);
  }

  private synchronized DiagramBuilder.Result keep(DiagramBuilder.Result made) {
    DiagramBuilder.Result before = built;
    if (before != null) {
      return before;
    }
    built = made;
    DecisionDiagram diagram = made.diagram();
    bytes.add(diagram == null ? 0 : diagram.bytes());
    return made;
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
