package io.kmspolicy.engine.report;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/**
 * A three-valued result with its derivation from statements, constants and the lines of section 0
 * of {@code docs/semantics.md}. Immutable.
 */
public sealed interface Derivation {

  MatchResult result();

  /** The values that were combined to this result. */
  default List<Derivation> operands() {
    return List.of();
  }

  /** A result that is not derived from others. */
  record Fact(MatchResult result) implements Derivation {}

  /** Whether a statement applies, in one form of its principal. */
  record Applied(StatementTrace statement, MatchResult result) implements Derivation {}

  /** A conjunction. */
  record All(MatchResult result, List<Derivation> operands) implements Derivation {}

  /** A disjunction. */
  record Some(MatchResult result, List<Derivation> operands) implements Derivation {}

  /** The value of a line of section 0. */
  record Line(int number, MatchResult result, List<Derivation> operands) implements Derivation {}

  /** One result of a layer, as far as the layer applies. */
  record Layer(PolicyType type, MatchResult result, List<Derivation> operands)
      implements Derivation {}

  /** The statements with this result, as far as the conjunctions around them leave it. */
  default List<StatementTrace> statements(MatchResult wanted) {
    List<StatementTrace> found = new ArrayList<>();
    addStatements(MatchResult.MATCH, wanted, found);
    return found;
  }

  private void addStatements(MatchResult limit, MatchResult wanted, List<StatementTrace> found) {
    if (this instanceof Applied applied && applied.result().and(limit) == wanted) {
      found.add(applied.statement());
    }
    MatchResult inner = this instanceof All ? limit.and(result()) : limit;
    operands().forEach(operand -> operand.addStatements(inner, wanted, found));
  }
}
