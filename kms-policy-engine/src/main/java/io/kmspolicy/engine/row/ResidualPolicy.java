package io.kmspolicy.engine.row;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.table.CompiledGrantGroup;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The residual policy: the tests of the context that remain of a decision after partial evaluation
 * for one caller, one resource and one action. Immutable except for its lazily built parts;
 * thread-safe.
 *
 * <p>A decision walks the {@link TestSteps}. Where these cannot decide, or the permissions boundary
 * is unknown, {@link OpenDecisions} do (rule 6.13).
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

    private static void addTests(Formula formula, Set<Formula.Atom> tests) {
      if (formula instanceof Formula.Join join) {
        join.parts().forEach(part -> addTests(part, tests));
      } else if (formula instanceof Formula.Atom test) {
        tests.add(test);
      }
    }

    @Override
    public void collect(ConditionContext context, EquivalenceClassCollector keys) {
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
  private final RowInterner interner;
  private final PolicyCompiler compiler;

  /**
   * The steps of the only case, built at the first or the second decision. A race is benign: both
   * threads get the same interned object.
   */
  private @Nullable TestSteps steps;

  /** The first of the steps; null until they are built. */
  private @Nullable TestStep first;

  /**
   * The steps of the only case, if there are too many to evaluate them without a counter, or if
   * they are to be indexed at the next decision: most policies that are asked once are asked once
   * only.
   */
  private @Nullable TestSteps otherSteps;

  /** Created at the first decision that the steps leave open. A race is benign: one is lost. */
  private @Nullable OpenDecisions openDecisions;

  ResidualPolicy(List<Case> cases, RowInterner interner, PolicyCompiler compiler) {
    this.cases = List.copyOf(cases);
    this.interner = interner;
    this.compiler = compiler;
    this.nameBits = nameBits(cases);
  }

  private static long nameBits(List<Case> cases) {
    long bits = 0;
    for (Case one : cases) {
      bits |= one.nameBits();
    }
    return bits;
  }

  /** The approximate size in bytes, if no part of it is shared. */
  int bytes() {
    return RowBytes.of(cases);
  }

  /**
   * The decision in a context; a lookup in two filters if all condition keys that the policy reads
   * are absent. Allocates nothing, except for the first two decisions, for a decision that the
   * steps leave open, and for more steps than a decision takes without a counter.
   */
  Decision decide(ConditionContext context) {
    return decide(first, context);
  }

  /** The first of the steps; null until they are built. It does not change later. */
  @Nullable TestStep first() {
    return first;
  }

  /** As {@link #decide(ConditionContext)}, with what {@link #first} returned. */
  Decision decide(@Nullable TestStep from, ConditionContext context) {
    if ((nameBits & context.nameBits()) != 0) {
      return decideByTests(from, context);
    }
    Decision decision = ifAbsent;
    if (decision == null) {
      decision = decideByTests(from, context);
      ifAbsent = decision;
    }
    return decision;
  }

  private Decision decideByTests(@Nullable TestStep from, ConditionContext context) {
    TestSteps built = steps;
    try {
      Decision decision =
          built == null || from == null ? decideOtherwise(context) : built.decide(from, context);
      return decision == null ? decideOpen(context) : decision;
    } catch (StepsExhausted more) {
      return decideCounted(context);
    }
  }

  /** The first two decisions, and every decision that may have to count its steps. */
  private @Nullable Decision decideOtherwise(ConditionContext context) {
    if (cases.size() > 1) {
      return null;
    }
    TestSteps built = otherSteps;
    Case only = cases.get(0);
    if (built == null) {
      built = interner.steps(only.deny(), only.allow());
    } else if (built.isWorthIndexing()) {
      built = interner.indexed(only.deny(), only.allow());
    }
    if (built.areMany() || built.isWorthIndexing()) {
      otherSteps = built;
    } else {
      first = built.first();
      steps = built;
    }
    return built.areMany() ? decideMany(built, context) : built.decide(context);
  }

  private Decision decideMany(TestSteps many, ConditionContext context) {
    Decision decision = many.isIndexed() ? many.decideShortly(context) : null;
    return decision == null ? decideCounted(context) : decision;
  }

  /** The decision within the step budget; indeterminate if it is used up (rule 6.17). */
  private Decision decideCounted(ConditionContext context) {
    ConditionContext counted = CountedContext.of(context, compiler.budget());
    TestSteps built = steps == null ? otherSteps : steps;
    try {
      Decision decision = built == null ? null : built.decide(counted);
      return decision == null ? decideOpen(counted) : decision;
    } catch (StepsExhausted exhausted) {
      return Decision.INDETERMINATE;
    }
  }

  /** The decision that the steps leave open, within the step budget (rules 6.13, 6.17). */
  private Decision decideOpen(ConditionContext context) {
    OpenDecisions built = openDecisions;
    if (built == null) {
      built = new OpenDecisions(cases, compiler.catalogue());
      openDecisions = built;
    }
    try {
      return built.decide(CountedContext.of(context, compiler.budget()));
    } catch (StepsExhausted exhausted) {
      return Decision.INDETERMINATE;
    }
  }

  /**
   * Whether both have equal formulas over the same interned statements, and therefore decide alike.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ResidualPolicy that && cases.equals(that.cases);
  }

  @Override
  public int hashCode() {
    return cases.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Case variant : cases) {
      text.append("deny if ").append(variant.deny()).append('\n');
      text.append("allow if ").append(variant.allow()).append('\n');
    }
    return text.toString();
  }
}
