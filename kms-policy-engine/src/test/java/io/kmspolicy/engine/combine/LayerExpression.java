package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.LayerStates.KeyState;
import io.kmspolicy.engine.combine.LayerStates.State;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.function.Function;

/**
 * The evaluation of all layers by the engine, with the states of the layers as variables.
 *
 * @param grants the grants, which are not a variable
 */
record LayerExpression(RequestAttributes attributes, UsableGrants grants)
    implements RowAlgebra.Expression<LayerStates> {

  /** The decisions of the engine. All rows have the same grants. */
  static List<Outcomes> outcomes(
      RowAlgebra algebra, CallerKind caller, RequestKind request, List<LayerStates> rows) {
    GrantLayer grants =
        request.hidesKey() ? GrantLayer.unknown() : LayerStates.layer(rows.get(0).grants(), caller);
    RequestAttributes attributes = request.by(caller);
    LayerExpression expression =
        new LayerExpression(attributes, UsableGrants.of(grants, attributes));
    return algebra.evaluate(rows, expression).stream()
        .map(verdict -> Outcomes.of(verdict.deny(), verdict.allow()))
        .toList();
  }

  /** The decisions of the engine on one row, in Kleene's logic. */
  static Outcomes outcomes(CallerKind caller, RequestKind request, LayerStates row) {
    return outcomes(new RowAlgebra.ThreeValued(), caller, request, List.of(row)).get(0);
  }

  static Decision decision(CallerKind caller, RequestKind request, LayerStates row) {
    return outcomes(caller, request, row).decision();
  }

  @Override
  public <T> Verdict<T> in(Logic<T> logic, RowAlgebra.Variables<LayerStates, T> variables) {
    LayerEvaluation.Reader<T> reader =
        (type, absent) ->
            type == PolicyType.KEY ? key(variables) : layer(type, absent, logic, variables);
    GrantEvaluator.Cover<T> cover =
        new GrantEvaluator.Cover<>() {
          @Override
          public T of(GrantGroups.Group group) {
            for (Grant grant : group.grants()) {
              if (grant.operations().contains(attributes.operation())) {
                return logic.constant(MatchResult.MATCH);
              }
            }
            return logic.constant(MatchResult.NO_MATCH);
          }

          @Override
          public T unknown() {
            return logic.constant(attributes.unknownGrants());
          }
        };
    return new LayerEvaluation<>(logic, attributes, reader)
        .verdict(logic.constant(attributes.usable()), grants, cover);
  }

  private static <T> LayerResult<T> layer(
      PolicyType type,
      LayerResult<T> absent,
      Logic<T> logic,
      RowAlgebra.Variables<LayerStates, T> variables) {
    T none = variables.of(row -> MatchResult.of(row.of(type) == State.ABSENT));
    T deny =
        variables.of(row -> is(row.of(type), State.UNKNOWN, State.DENIES, State.ALLOWS_AND_DENIES));
    T allow =
        variables.of(row -> is(row.of(type), State.UNKNOWN, State.ALLOWS, State.ALLOWS_AND_DENIES));
    T never = logic.constant(MatchResult.NO_MATCH);
    return new LayerResult<>(
        deny, logic.or(allow, logic.and(none, absent.allow(logic))), never, never);
  }

  private static MatchResult is(State state, State unknown, State first, State second) {
    return state == unknown
        ? MatchResult.INDETERMINATE
        : MatchResult.of(state == first || state == second);
  }

  private static <T> LayerResult<T> key(RowAlgebra.Variables<LayerStates, T> variables) {
    return new LayerResult<>(
        variables.of(key(KeyState.DENIES, KeyState.ALLOWS_CALLER_AND_DENIES)),
        variables.of(key(KeyState.ALLOWS_CALLER, KeyState.ALLOWS_CALLER_AND_DENIES)),
        variables.of(key(KeyState.ALLOWS_ROLE, KeyState.ALLOWS_ROLE)),
        variables.of(key(KeyState.ALLOWS_ACCOUNT, KeyState.ALLOWS_ACCOUNT)));
  }

  private static Function<LayerStates, MatchResult> key(KeyState first, KeyState second) {
    return row ->
        row.key() == KeyState.UNKNOWN
            ? MatchResult.INDETERMINATE
            : MatchResult.of(row.key() == first || row.key() == second);
  }
}
