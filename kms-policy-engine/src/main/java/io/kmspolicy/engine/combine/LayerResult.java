package io.kmspolicy.engine.combine;

import io.kmspolicy.model.request.MatchResult;

/**
 * The result of one layer: the disjunction of its matching statements, by effect and form of the
 * principal.
 *
 * @param <T> the type of partial results: see {@link Logic}
 * @param deny whether a Deny statement matches
 * @param direct whether an Allow statement names the caller directly, or has no principal element
 * @param role whether an Allow statement names the caller's role
 * @param account whether an Allow statement names the caller's account
 */
public record LayerResult<T>(T deny, T direct, T role, T account) {

  /** A layer that neither denies nor allows. */
  static <T> LayerResult<T> empty(Logic<T> logic) {
    return of(logic, MatchResult.NO_MATCH, MatchResult.NO_MATCH);
  }

  /** An absent filter, which lets every request pass. */
  static <T> LayerResult<T> open(Logic<T> logic) {
    return of(logic, MatchResult.NO_MATCH, MatchResult.MATCH);
  }

  private static <T> LayerResult<T> of(Logic<T> logic, MatchResult deny, MatchResult direct) {
    T none = logic.constant(MatchResult.NO_MATCH);
    return new LayerResult<>(logic.constant(deny), logic.constant(direct), none, none);
  }

  /** A layer that could not be read (rule 6.8). */
  public static <T> LayerResult<T> unknown(Logic<T> logic) {
    T perhaps = logic.constant(MatchResult.INDETERMINATE);
    return new LayerResult<>(perhaps, perhaps, perhaps, perhaps);
  }

  /** Whether the layer allows the caller in any form. */
  public T allow(Logic<T> logic) {
    return logic.or(direct, logic.or(role, account));
  }
}
