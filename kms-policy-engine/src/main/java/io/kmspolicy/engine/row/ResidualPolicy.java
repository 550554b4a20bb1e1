package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.exact.AnalysisSubject;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.exact.ExactAnalysis;
import io.kmspolicy.engine.table.CompiledGrant;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tests that remain of a decision when caller, resource and action are settled. Immutable, but
 * for what it remembers of open answers; thread-safe.
 *
 * <p>Only where its {@link TestSteps} cannot tell, or the boundary is not known, the possible
 * worlds are looked at (rule 6.13).
 */
final class ResidualPolicy {

  /** What a statement that may still match asks of the context, and whether it matches. */
  record Row(ContextDependencies tests, Formula formula) {
    @Override
    @SuppressWarnings("ReferenceEquality") // equal ones are one object
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
   * @param deny when a Deny statement matches
   * @param allow when everything that must allow the request does
   * @param rows the rows that this is made of
   * @param grants the grants that the caller may use and whose constraints the context decides
   */
  record Case(Formula deny, Formula allow, List<Row> rows, List<CompiledGrant> grants)
      implements AnalysisSubject {

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      return Outcomes.of(deny.evaluate(context, emptyIsNull), allow.evaluate(context, emptyIsNull));
    }

    @Override
    public void collect(ConditionContext context, EquivalenceClassCollector keys) {
      for (Row row : rows) {
        if (row.formula().evaluate(context, MatchResult.INDETERMINATE)
            == MatchResult.INDETERMINATE) {
          keys.add(row.tests());
        }
      }
      for (CompiledGrant grant : grants) {
        if (grant.evaluate(context, MatchResult.INDETERMINATE) == MatchResult.INDETERMINATE) {
          keys.add(grant.grant());
        }
      }
    }
  }

  private final List<Case> cases;
  private final RowInterner shared;
  private final KmsCatalogue catalogue;

  /** Of the one case, made when first asked; two threads may make equal ones, which exist once. */
  private @Nullable TestSteps steps;

  /** Made when only the possible worlds tell; two threads may make two, of which one is kept. */
  private @Nullable ExactAnswerCache openAnswers;

  ResidualPolicy(List<Case> cases, RowInterner shared, KmsCatalogue catalogue) {
    this.cases = List.copyOf(cases);
    this.shared = shared;
    this.catalogue = catalogue;
  }

  /** The decision in a context. Allocates nothing unless the answer is open for the first time. */
  Decision decide(ConditionContext context) {
    TestSteps known = steps;
    Decision decision = known == null ? decideFirst(context) : known.decide(context);
    return decision == null ? decideOpen(context) : decision;
  }

  private @Nullable Decision decideFirst(ConditionContext context) {
    if (cases.size() > 1) {
      return null;
    }
    TestSteps made = shared.steps(cases.get(0).deny(), cases.get(0).allow());
    steps = made;
    return made.decide(context);
  }

  private Decision decideOpen(ConditionContext context) {
    ExactAnswerCache answers = openAnswers;
    if (answers == null) {
      answers = ExactAnswerCache.of(cases);
      openAnswers = answers;
    }
    return answers.decide(context, new ExactAnalysis(context, catalogue), cases);
  }

  /** Whether both hold the same tests of the same statements, so that they decide alike. */
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
    for (Case one : cases) {
      text.append("deny if ").append(one.deny()).append('\n');
      text.append("allow if ").append(one.allow()).append('\n');
    }
    return text.toString();
  }
}
