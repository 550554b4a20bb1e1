package io.kmspolicy.engine.row;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.DependencyCollector;
import io.kmspolicy.engine.match.ArnContext;
import io.kmspolicy.engine.match.SettledKeys;
import io.kmspolicy.engine.table.CompiledGrantGroup;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.RelativeResource;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The residual policy: the tests of the context that remain of a decision after partial evaluation
 * for one caller, one resource and one action. Immutable except for what its decisions add;
 * thread-safe.
 *
 * <p>A decision walks a {@link DecisionGraph}, its plan. Where that cannot decide, or the
 * permissions boundary is unknown, an {@link OpenAnalysis} does (rule 6.13).
 *
 * <p>Its tests may be about the resource that is asked about ({@link RelativeResource}), so that
 * resources share it; every decision gets the resource's ARN.
 */
final class ResidualPolicy {

  /** A statement that may match: the context keys it depends on, and the formula for its match. */
  record Row(ContextDependencies tests, Formula formula) {
    @Override
    @SuppressWarnings("ReferenceEquality") // interned
    public boolean equals(Object other) {
      return other instanceof Row that && tests == that.tests && formula.equals(that.formula);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(tests) + formula.hashCode();
    }
  }

  /**
   * One case of the permissions boundary.
   *
   * @param deny the formula for a matching Deny statement
   * @param allow the formula for permission by all layers that must allow the request
   * @param rows the rows from which the formulas are built
   * @param grants the groups of grants whose constraints depend on the context
   */
  record Case(Formula deny, Formula allow, List<Row> rows, List<CompiledGrantGroup> grants)
      implements OpenCase {

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      return Outcomes.of(deny.evaluate(context, emptyIsNull), allow.evaluate(context, emptyIsNull));
    }

    @Override
    public void addTests(Set<Formula.Atom> tests) {
      rows.forEach(row -> addTests(row.formula(), tests));
      tests.addAll(grants);
    }

    private long nameBits() {
      long bits = bits(deny) | bits(allow);
      for (Row row : rows) {
        bits |= bits(row.formula());
      }
      for (CompiledGrantGroup group : grants) {
        bits |= bits(group);
      }
      return bits;
    }

    /** The bits of the keys that a formula reads; all bits if a test reads other keys, too. */
    private static long bits(Formula formula) {
      long bits = 0;
      if (formula instanceof Formula.Join join) {
        List<Formula> parts = join.parts();
        for (int i = 0; i < parts.size(); i++) {
          bits |= bits(parts.get(i));
        }
      } else if (formula instanceof Formula.Atom test) {
        if (!test.readsOnlyItsKeys()) {
          return -1; // Such as a group of grants, whose keys are many.
        }
        List<String> keys = test.keys();
        for (int i = 0; i < keys.size(); i++) {
          bits |= ConditionContext.bit(keys.get(i));
        }
      }
      return bits;
    }

    private boolean isRelative() {
      return rows.stream().anyMatch(row -> isRelative(row.formula()));
    }

    private static boolean isRelative(Formula formula) {
      return formula instanceof RelativeResource
          || (formula instanceof Formula.Join join
              && join.parts().stream().anyMatch(Case::isRelative));
    }

    private static void addTests(Formula formula, Set<Formula.Atom> tests) {
      if (formula instanceof Formula.Join join) {
        join.parts().forEach(part -> addTests(part, tests));
      } else if (formula instanceof Formula.Atom test) {
        tests.add(test);
      }
    }

    @Override
    public void collect(ConditionContext context, DependencyCollector keys) {
      for (Row row : rows) {
        if (row.formula().evaluate(context, MatchResult.INDETERMINATE)
            == MatchResult.INDETERMINATE) {
          keys.add(row.tests());
        }
      }
      grants.forEach(group -> group.forEachOpen(context, keys::add));
    }
  }

  /**
   * A filter of the condition keys that the policy reads, as {@link ConditionContext#nameBits}; all
   * bits if a test reads other keys, too.
   */
  private final long nameBits;

  /**
   * The decision if all these keys are absent; null until it is first made. A race is benign: all
   * threads make the same decision.
   */
  private @Nullable Decision ifAbsent;

  private final List<Case> cases;
  private final StepBudget budget;
  private final OpenAnalysis.Factory analyses;
  private final boolean isRelative;

  /** What the caller and the resource settle, if the cases read it; null otherwise. */
  private final @Nullable SettledKeys settled;

  /** How many rows that are held have this; guarded by this. */
  private int holders;

  /** Built by the first decision. A race is benign: one of two equal graphs is lost. */
  private volatile Plan plan = Plan.Unbuilt.UNBUILT;

  /** Created at the first decision that the graph leaves open. */
  private @Nullable OpenAnalysis analysis;

  /**
   * A residual policy.
   *
   * @param budget the bound on the steps of each decision
   * @param analyses creates what decides where the graph cannot
   * @param settled what the caller and the resource settle of the keys that the cases read; null if
   *     contexts tell all of them
   */
  ResidualPolicy(
      List<Case> cases,
      StepBudget budget,
      OpenAnalysis.Factory analyses,
      @Nullable SettledKeys settled) {
    this.cases = List.copyOf(cases);
    this.budget = budget;
    this.analyses = analyses;
    this.settled = settled;
    this.nameBits = nameBits(cases);
    this.isRelative = cases.stream().anyMatch(Case::isRelative);
  }

  /** Whether it tests the resource that is asked about. */
  boolean isRelative() {
    return isRelative;
  }

  private static long nameBits(List<Case> cases) {
    long bits = 0;
    for (Case one : cases) {
      bits |= one.nameBits();
    }
    return bits;
  }

  /** The approximate size in bytes, if no part of it is shared, without its analysis. */
  int bytes() {
    return RowBytes.of(cases) + (settled == null ? 0 : settled.bytes());
  }

  /** Counts one more row that holds this; returns the size in bytes if none did. */
  synchronized int hold() {
    if (holders++ > 0) {
      return 0;
    }
    countAnalysis(true);
    return bytes();
  }

  private void countAnalysis(boolean isHeld) {
    OpenAnalysis made = analysis;
    if (made != null) {
      made.count(isHeld);
    }
  }

  /** Counts one row less that holds this; returns the size in bytes if none does any more. */
  synchronized int release() {
    if (--holders > 0) {
      return 0;
    }
    countAnalysis(false);
    return bytes();
  }

  /**
   * The decision in a context; a lookup in two filters if all condition keys that the policy reads
   * are absent. Allocates nothing, except for the first decision, for a decision that the graph
   * leaves open, for more branches than a decision takes without a counter, and for a test that
   * reads a key that the caller settles together with one that it does not.
   *
   * @param arn the ARN of the resource that is asked about
   */
  Decision decide(ConditionContext given, String arn) {
    ConditionContext context = settled == null ? given : completed(given, settled);
    if ((nameBits & context.nameBits()) != 0) {
      return decideByTests(context, arn);
    }
    Decision decision = ifAbsent;
    if (decision == null) {
      decision = decideByTests(context, arn);
      ifAbsent = decision;
    }
    return decision;
  }

  private static ConditionContext completed(ConditionContext given, SettledKeys settled) {
    return given instanceof CountedContext counted
        ? new CountedContext(settled.in(counted.request()), counted.counter())
        : settled.in(given);
  }

  private Decision decideByTests(ConditionContext context, String arn) {
    Plan now = plan;
    try {
      if (now instanceof DecisionGraph.Graph graph) {
        Decision decision = graph.decide(context, arn);
        return decision == null ? decideOpen(context, arn) : decision;
      }
      if (now == Plan.Unbuilt.UNBUILT && cases.size() == 1) {
        plan = DecisionGraph.of(cases.get(0).deny(), cases.get(0).allow());
        return decideByTests(context, arn);
      }
      Decision decision =
          now instanceof DecisionGraph.CountedGraph graph
              ? graph.decideUncounted(context, arn)
              : null;
      return decision == null ? decideCounted(context, arn) : decision;
    } catch (StepsExhausted more) {
      return decideCounted(context, arn);
    }
  }

  /** The decision within the step budget; indeterminate if it is used up (rule 6.17). */
  private Decision decideCounted(ConditionContext context, String arn) {
    ConditionContext counted = CountedContext.of(context, budget);
    try {
      Decision decision = plan instanceof DecisionGraph graph ? graph.decide(counted, arn) : null;
      return decision == null ? decideOpen(counted, arn) : decision;
    } catch (StepsExhausted exhausted) {
      return Decision.INDETERMINATE;
    }
  }

  /** The decision that the graph leaves open, within the step budget (rules 6.13, 6.17). */
  private Decision decideOpen(ConditionContext context, String arn) {
    OpenAnalysis now = analysis;
    if (now == null) {
      now = made();
    }
    try {
      ConditionContext asked = isRelative ? ArnContext.of(context, arn) : context;
      return now.decide(CountedContext.of(asked, budget));
    } catch (StepsExhausted exhausted) {
      return Decision.INDETERMINATE;
    }
  }

  /** One analysis, so that none counts that is lost. */
  private synchronized OpenAnalysis made() {
    OpenAnalysis made = analysis;
    if (made == null) {
      made = analyses.of(cases);
      made.count(holders > 0);
      analysis = made;
    }
    return made;
  }

  /**
   * Whether both have equal formulas over the same interned statements and read the same settled
   * values, and therefore decide alike for one resource.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ResidualPolicy that
        && cases.equals(that.cases)
        && Objects.equals(settled, that.settled);
  }

  @Override
  public int hashCode() {
    return cases.hashCode();
  }
}
