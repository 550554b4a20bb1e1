package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds {@link DecisionDiagram}s within the limits of {@link WorkMeter}. */
public final class DiagramBuilder {

  /** The readings of rule 3.5. */
  static final List<MatchResult> READINGS = List.of(MatchResult.NO_MATCH, MatchResult.MATCH);

  private final KmsCatalogue catalogue;

  public DiagramBuilder(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * The diagram of a residual decision for every context.
   *
   * @param steps the maximum number of steps that building it may take
   */
  public Result build(List<? extends OpenCase> cases, int steps) {
    WorkMeter meter = WorkMeter.of(steps);
    NodeTable table = new NodeTable(meter);
    DecisionDiagram diagram = null;
    try {
      diagram = build(cases, table, new ResidualAtoms(cases, catalogue, table, meter));
    } catch (WorkMeter.TooManyNodes | StepsExhausted tooLarge) {
      // The result is no diagram.
    }
    return new Result(diagram, meter.counter().spent());
  }

  /**
   * The result of building a diagram.
   *
   * @param diagram the diagram; null if it is too large
   * @param steps the number of steps that it took
   */
  public record Result(@Nullable DecisionDiagram diagram, long steps) {}

  private static DecisionDiagram build(
      List<? extends OpenCase> cases, NodeTable table, AtomNodes atoms) {
    List<MatchResult> readings = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    for (MatchResult emptyIsNull : READINGS) {
      FormulaTranslator translator = new FormulaTranslator(table, atoms, emptyIsNull);
      for (OpenCase one : cases) {
        readings.add(emptyIsNull);
        nodes.add(translator.outcomes(one));
      }
    }
    Numbering numbering = new Numbering(nodes);
    List<DecisionDiagram.Root> roots = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      roots.add(new DecisionDiagram.Root(readings.get(i), numbering.code(nodes.get(i))));
    }
    return new DecisionDiagram(atoms.variables(), roots, numbering.nodes());
  }

  /**
   * The possible outcomes in one context, by diagrams over its unknown keys only; null if one is
   * too large. More exact than {@link #build}, since tests of several keys are evaluated with the
   * values of the known keys.
   *
   * @throws StepsExhausted if the step budget of the context is used up
   */
  public @Nullable Outcomes outcomes(List<? extends OpenCase> cases, ConditionContext context) {
    Outcomes outcomes = Outcomes.NONE;
    for (OpenCase one : cases) {
      Outcomes found = outcomes(one, context);
      if (found == null) {
        return null;
      }
      outcomes = outcomes.or(found);
    }
    return outcomes;
  }

  private @Nullable Outcomes outcomes(OpenCase one, ConditionContext context) {
    WorkMeter meter = new WorkMeter(StepCounter.of(context));
    NodeTable table = new NodeTable(meter);
    EquivalenceClassCollector collector = new EquivalenceClassCollector(catalogue, context);
    one.collect(context, collector);
    Set<Formula.Atom> tests = new LinkedHashSet<>();
    ResidualAtoms.addTests(one.deny(), tests);
    ResidualAtoms.addTests(one.allow(), tests);
    try {
      AtomNodes atoms = new BoundAtoms(tests, context, collector.cases(), table, meter);
      return build(List.of(one), table, atoms).outcomes(context);
    } catch (WorkMeter.TooManyNodes tooMany) {
      return null;
    }
  }
}
