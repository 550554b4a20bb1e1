package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * An algebra of partial results with conjunction and disjunction. The combining algorithm is
 * written once over this interface. The algebra determines whether it decides one request (Kleene's
 * strong three-valued logic, Kleene 1952), decides all actions at once (bit sets), builds formulas
 * over the remaining tests, or records how the result was derived.
 *
 * @param <T> the partial result
 */
public interface Logic<T> {

  /** The constant of a three-valued result. */
  T constant(MatchResult result);

  /** The conjunction. */
  T and(T left, T right);

  /** The disjunction. */
  T or(T left, T right);

  /**
   * The disjunction of any number of operands; without operands, it does not hold. Reads each
   * operand once.
   */
  default T or(List<T> operands) {
    T result = constant(MatchResult.NO_MATCH);
    for (T operand : operands) {
      result = or(result, operand);
    }
    return result;
  }

  /**
   * The value of a line of section 0 of {@code docs/semantics.md}. Only an algebra that records
   * derivations keeps the number.
   */
  default T line(int number, T value) {
    return value;
  }

  /** The result of a layer, as far as the layer applies. Only derivations keep the type. */
  default LayerResult<T> layer(PolicyType type, LayerResult<T> result) {
    return result;
  }

  /** Kleene's strong three-valued logic. */
  Logic<MatchResult> KNOWN =
      new Logic<>() {
        @Override
        public MatchResult constant(MatchResult result) {
          return result;
        }

        @Override
        public MatchResult and(MatchResult left, MatchResult right) {
          return left.and(right);
        }

        @Override
        public MatchResult or(MatchResult left, MatchResult right) {
          return left.or(right);
        }
      };
}
