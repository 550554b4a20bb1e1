package io.kmspolicy.engine.combine;

import io.kmspolicy.model.request.MatchResult;

/**
 * What one layer says, its statements added up.
 *
 * @param <T> what partial results are: see {@link Logic}
 * @param deny one of its Deny statements matches
 * @param direct an Allow statement matches the caller by its own name, or the layer names nobody
 * @param role an Allow statement matches the caller by its role
 * @param account an Allow statement matches the caller by its account
 */
public record LayerResult<T>(T deny, T direct, T role, T account) {

  /** A layer that neither denies nor allows. */
  static <T> LayerResult<T> silent(Logic<T> logic) {
    return of(logic, MatchResult.NO_MATCH, MatchResult.NO_MATCH);
  }

  /** A filter that is not there: everything passes. */
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
