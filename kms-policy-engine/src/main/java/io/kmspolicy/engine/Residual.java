package io.kmspolicy.engine;

import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.Grant;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tests that remain of a decision when caller, resource and action are settled. Immutable, but
 * for what it remembers of open answers; thread-safe.
 *
 * <p>Only where the plain three-valued result is open and may not be exact ({@link
 * IndependentTests}), the possible worlds are looked at (rule 6.13).
 */
final class Residual {

  /** What a statement that may still match asks of the context, and whether it matches. */
  record Row(StatementTests tests, Formula formula) {
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
   * @param grants the grants on whose constraints it turns
   */
  record Case(Formula deny, Formula allow, List<Row> rows, List<Grant> grants) implements Question {

    @Override
    public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
      return Outcomes.of(deny.evaluate(context, emptyIsNull), allow.evaluate(context, emptyIsNull));
    }

    @Override
    public void collect(ConditionContext context, UnknownKeys keys) {
      for (Row row : rows) {
        if (row.formula().evaluate(context, MatchResult.INDETERMINATE)
            == MatchResult.INDETERMINATE) {
          keys.add(row.tests());
        }
      }
      grants.forEach(keys::add);
    }
  }

  private final List<Case> cases;
  private final Formula deny;
  private final Formula allow;
  private final boolean single;
  private final KmsCatalogue catalogue;

  /** Made when an answer is first open; two threads may make two, of which one is kept. */
  private @Nullable IndependentTests independent;

  /** The same for answers that the plain result does not give. */
  private @Nullable OpenAnswers openAnswers;

  Residual(List<Case> cases, KmsCatalogue catalogue) {
    this.cases = List.copyOf(cases);
    this.deny = cases.get(0).deny();
    this.allow = cases.get(0).allow();
    this.catalogue = catalogue;
    this.single = cases.size() == 1;
  }

  /** The decision in a context. Allocates nothing unless the answer is open for the first time. */
  Decision decide(ConditionContext context) {
    if (!single) {
      return decideOpen(context);
    }
    MatchResult denied = deny.evaluate(context, MatchResult.INDETERMINATE);
    if (denied == MatchResult.MATCH) {
      return Decision.EXPLICIT_DENY;
    }
    MatchResult allowed = allow.evaluate(context, MatchResult.INDETERMINATE);
    if (denied == MatchResult.NO_MATCH) {
      if (allowed == MatchResult.MATCH) {
        return Decision.ALLOWED;
      }
      if (allowed == MatchResult.NO_MATCH) {
        return Decision.IMPLICIT_DENY;
      }
    }
    return independent().in(context)
        ? Outcomes.of(denied, allowed).decision()
        : decideOpen(context);
  }

  private IndependentTests independent() {
    IndependentTests tests = independent;
    if (tests == null) {
      tests = IndependentTests.of(deny, allow);
      independent = tests;
    }
    return tests;
  }

  private Decision decideOpen(ConditionContext context) {
    OpenAnswers answers = openAnswers;
    if (answers == null) {
      answers = OpenAnswers.of(cases);
      openAnswers = answers;
    }
    return answers.decide(context, new PossibleWorlds(context, catalogue), cases);
  }

  /** Whether both hold the same tests of the same statements, so that they decide alike. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Residual that && cases.equals(that.cases);
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
