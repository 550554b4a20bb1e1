package io.kmspolicy.engine.row;

import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.match.ArnContext;
import io.kmspolicy.engine.match.SettledKeys;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.FormulaAlgebra;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces tests of condition keys that the caller and the resource settle by their results.
 * Immutable.
 */
final class SettledFormulas {

  private final PolicyCompiler compiler;
  private final SettledKeys keys;
  private final ConditionContext alone;

  private SettledFormulas(PolicyCompiler compiler, SettledKeys keys, String arn) {
    this.compiler = compiler;
    this.keys = keys;
    this.alone = ArnContext.of(keys.alone(), arn);
  }

  /** What a request's caller and resource settle; null if the compiler leaves it to contexts. */
  static @Nullable SettledFormulas of(PolicyCompiler compiler, AuthorizationRequest request) {
    SettledKeys.Derivation settled = compiler.settled();
    return settled == null
        ? null
        : new SettledFormulas(
            compiler,
            settled.of(request.caller(), request.action(), request.resource()),
            request.resource().arn());
  }

  /**
   * The formula without the tests that are settled. A test that also reads other keys is settled if
   * its result is the same whatever their values.
   */
  Formula settle(Formula formula) {
    if (formula instanceof Formula.Join join) {
      return settle(join);
    }
    if (formula instanceof Formula.Atom test && keys.settlesAny(test.keys())) {
      MatchResult result = test.evaluate(alone, MatchResult.INDETERMINATE);
      return result == MatchResult.INDETERMINATE ? test : Formula.Constant.of(result);
    }
    return formula;
  }

  @SuppressWarnings("ReferenceEquality") // what is not settled stays the same object
  private Formula settle(Formula.Join join) {
    List<Formula> settled = new ArrayList<>();
    boolean isSame = true;
    for (Formula part : join.parts()) {
      Formula now = settle(part);
      isSame &= now == part;
      settled.add(now);
    }
    if (isSame) {
      return join;
    }
    if (!join.all()) {
      return FormulaAlgebra.INSTANCE.or(settled);
    }
    Formula all = Formula.Constant.MATCH;
    for (Formula part : settled) {
      all = FormulaAlgebra.INSTANCE.and(all, part);
    }
    return all;
  }

  /**
   * What a statement still depends on, without the tests that are settled.
   *
   * @param type the type of its policy
   */
  ContextDependencies remaining(PolicyType type, ContextDependencies tests) {
    List<Condition> remaining = new ArrayList<>();
    for (Condition test : tests.tests()) {
      if (!isSettled(type, test, tests.hasVariables())) {
        remaining.add(test);
      }
    }
    return remaining.size() == tests.tests().size()
        ? tests
        : compiler.interned(
            new ContextDependencies(
                remaining, tests.patterns(), tests.uniqueIds(), tests.hasVariables()));
  }

  private boolean isSettled(PolicyType type, Condition test, boolean hasVariables) {
    return isRead(test)
        && compiler
                .matchers()
                .reading(MatchResult.INDETERMINATE)
                .match(test, type, hasVariables, alone)
            != MatchResult.INDETERMINATE;
  }

  /** Whether a test reads a settled key, by its name or by a variable. */
  private boolean isRead(Condition test) {
    return keys.settles(ConditionContext.name(test.key()))
        || test.values().stream().map(ConditionValue::text).anyMatch(keys::isNamedIn);
  }

  /**
   * The settled keys if what remains reads a settled key together with others, so that a decision
   * has to put them into its context; null otherwise, which is nearly always.
   */
  @Nullable SettledKeys readBy(List<ResidualPolicy.Case> cases) {
    for (ResidualPolicy.Case one : cases) {
      if (isRead(one.deny())
          || isRead(one.allow())
          || one.rows().stream().anyMatch(row -> isRead(row.formula()) || isRead(row.tests()))) {
        return keys;
      }
    }
    return null;
  }

  private boolean isRead(Formula formula) {
    return formula instanceof Formula.Join join
        ? join.parts().stream().anyMatch(this::isRead)
        : formula instanceof Formula.Atom test && keys.settlesAny(test.keys());
  }

  private boolean isRead(ContextDependencies remaining) {
    return remaining.tests().stream().anyMatch(this::isRead)
        || remaining.patterns().stream().anyMatch(pattern -> keys.isNamedIn(pattern.text()));
  }
}
