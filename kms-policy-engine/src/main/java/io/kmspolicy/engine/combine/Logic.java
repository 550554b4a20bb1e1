package io.kmspolicy.engine.combine;

import io.kmspolicy.model.request.MatchResult;

/**
 * How partial results are put together. The combining rule is written once over this; what it runs
 * on decides whether it answers a request, answers for all actions at once, or leaves a formula of
 * the tests that remain.
 *
 * @param <T> the partial result
 */
public interface Logic<T> {

  /** A result that is settled. */
  T constant(MatchResult result);

  /** Both hold. */
  T and(T one, T two);

  /** One of the two holds. */
  T or(T one, T two);

  /** Results that are known at once. */
  Logic<MatchResult> KNOWN =
      new Logic<>() {
        @Override
        public MatchResult constant(MatchResult result) {
          return result;
        }

        @Override
        public MatchResult and(MatchResult one, MatchResult two) {
          return one.and(two);
        }

        @Override
        public MatchResult or(MatchResult one, MatchResult two) {
          return one.or(two);
        }
      };
}
