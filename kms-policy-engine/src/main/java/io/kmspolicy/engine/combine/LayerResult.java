package io.kmspolicy.engine.combine;

import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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

  /** The result of a layer with the statements of several results. */
  public static <T> LayerResult<T> or(Logic<T> logic, List<LayerResult<T>> results) {
    return new LayerResult<>(
        or(logic, results, LayerResult::deny),
        or(logic, results, LayerResult::direct),
        or(logic, results, LayerResult::role),
        or(logic, results, LayerResult::account));
  }

  private static <T> T or(
      Logic<T> logic, List<LayerResult<T>> results, Function<LayerResult<T>, T> part) {
    List<T> parts = new ArrayList<>(results.size());
    for (LayerResult<T> result : results) {
      parts.add(part.apply(result));
    }
    return logic.or(parts);
  }

  /** The result of this layer with one more level, which must allow the request too (rule 4.3). */
  public LayerResult<T> and(LayerResult<T> level, Logic<T> logic) {
    T none = logic.constant(MatchResult.NO_MATCH);
    return new LayerResult<>(
        logic.or(deny, level.deny), logic.and(direct, level.allow(logic)), none, none);
  }

  /** The result in another algebra. */
  public <U> LayerResult<U> map(Function<T, U> value) {
    return new LayerResult<>(
        value.apply(deny), value.apply(direct), value.apply(role), value.apply(account));
  }

  /** Whether the layer allows the caller in any form. */
  public T allow(Logic<T> logic) {
    return logic.or(direct, logic.or(role, account));
  }
}
