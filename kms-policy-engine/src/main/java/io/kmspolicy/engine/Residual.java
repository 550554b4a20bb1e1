package io.kmspolicy.engine;

import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.ContextValue;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.Grant;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tests that remain of a decision when caller, resource and action are settled. Immutable, but
 * for what it remembers of open answers; thread-safe.
 *
 * <p>Where every test reads a key of its own and can turn out either way, the plain three-valued
 * result is exact. Only where it may not be, and the answer is open, the possible worlds are looked
 * at (rule 6.13).
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
  private final String[] plainKeys;
  private final KmsCatalogue catalogue;

  /** Made when an answer is first open; two threads may make two, of which one is kept. */
  private @Nullable OpenAnswers openAnswers;

  Residual(List<Case> cases, KmsCatalogue catalogue) {
    this.cases = List.copyOf(cases);
    this.deny = cases.get(0).deny();
    this.allow = cases.get(0).allow();
    this.catalogue = catalogue;
    this.plainKeys = cases.size() == 1 ? plainKeys(deny, allow) : new String[0];
  }

  /** The keys of the tests if each is read by one test only, which can turn out either way. */
  private static String[] plainKeys(Formula deny, Formula allow) {
    Set<Formula.Test> tests = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<String> keys = new HashSet<>();
    boolean plain = collect(deny, tests, keys) && collect(allow, tests, keys);
    return plain ? keys.toArray(new String[0]) : new String[0];
  }

  private static boolean collect(Formula formula, Set<Formula.Test> tests, Set<String> keys) {
    if (formula instanceof Formula.Join join) {
      return join.parts().stream().allMatch(part -> collect(part, tests, keys));
    }
    if (!(formula instanceof Formula.Test test)) {
      return true;
    }
    boolean first = tests.add(test);
    return test.isOpen() && first && test.keys().stream().allMatch(keys::add);
  }

  /** The decision in a context. Allocates nothing unless the answer is open for the first time. */
  Decision decide(ConditionContext context) {
    if (cases.size() > 1) {
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
    return isExact(context) ? Outcomes.of(denied, allowed).decision() : decideOpen(context);
  }

  private Decision decideOpen(ConditionContext context) {
    OpenAnswers answers = openAnswers;
    if (answers == null) {
      answers = OpenAnswers.of(cases);
      openAnswers = answers;
    }
    return answers.decide(context, new PossibleWorlds(context, catalogue), cases);
  }

  private boolean isExact(ConditionContext context) {
    if (plainKeys.length == 0) {
      return false;
    }
    for (String key : plainKeys) {
      if (context.get(key) == ContextValue.presentUnknown()) {
        return false;
      }
    }
    return true;
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
