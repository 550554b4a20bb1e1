package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.match.ActionMatcher;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Evaluates single layers of a policy set for one request in one context, statement by statement.
 *
 * @param <T> the type of partial results: see {@link Logic}
 */
final class LayerEvaluator<T> {

  /** Matching the elements of a statement, without the lists in them. */
  private static final int STEPS_OF_A_STATEMENT = 8;

  private final RequestAttributes attributes;
  private final ConditionContext context;
  private final MatchResult boundary;
  private final PrincipalMatcher principals;
  private final ResourceMatcher resources;
  private final ConditionMatcher conditions;
  private final Logic<T> logic;
  private final Function<StatementMatch, LayerResult<T>> results;
  private final StepCounter counter;

  /**
   * An evaluator for one request.
   *
   * @param boundary whether a permissions boundary is attached to the caller
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   * @param results the result of a layer with one statement alone
   */
  LayerEvaluator(
      RequestAttributes attributes,
      ConditionContext context,
      KmsCatalogue catalogue,
      MatchResult boundary,
      MatchResult emptyIsNull,
      Logic<T> logic,
      Function<StatementMatch, LayerResult<T>> results) {
    this.attributes = attributes;
    this.context = context;
    this.boundary = boundary;
    VariableResolver variables = new VariableResolver(catalogue);
    this.principals = new PrincipalMatcher(attributes.caller());
    this.resources = ResourceMatcher.of(variables, attributes);
    this.conditions = new ConditionMatcher(variables, emptyIsNull);
    this.logic = logic;
    this.results = results;
    this.counter = StepCounter.of(context);
  }

  /** The result of a layer; {@code absent} if no policy is attached. */
  LayerResult<T> read(PolicyType type, PolicyLayer layer, LayerResult<T> absent) {
    if (layer instanceof PolicyLayer.Unknown) {
      return LayerResult.unknown(logic);
    }
    return layer instanceof PolicyLayer.Attached attached
        ? read(type, "", attached.policies())
        : absent;
  }

  /** The result of an organization layer: every level must allow the request (rules 4.3, 4.4). */
  LayerResult<T> read(PolicyType type, OrganizationLayer layer, LayerResult<T> absent) {
    if (layer instanceof OrganizationLayer.Unknown) {
      return LayerResult.unknown(logic);
    }
    LayerResult<T> result = absent;
    if (layer instanceof OrganizationLayer.Levels levels) {
      for (OrganizationLayer.Level level : levels.levels()) {
        result = result.and(read(type, level.target(), level.policies()), logic);
      }
    }
    return result;
  }

  private LayerResult<T> read(PolicyType type, String level, List<NamedPolicy> policies) {
    List<LayerResult<T>> read = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      for (Statement statement : policy.document().statements()) {
        counter.spend(STEPS_OF_A_STATEMENT + names(statement));
        read.add(results.apply(match(type, level, policy, statement)));
      }
    }
    return LayerResult.or(logic, read);
  }

  /** The number of principals and actions that a statement lists. */
  private static int names(Statement statement) {
    return statement.principal().names().size() + statement.action().patterns().size();
  }

  /**
   * Matches a statement, with short-circuit evaluation: elements after one that cannot match are
   * not evaluated.
   */
  private StatementMatch match(
      PolicyType type, String level, NamedPolicy policy, Statement statement) {
    boolean hasVariables = policy.document().version().hasVariables();
    Forms principal =
        principals.match(statement.principal(), boundary, context).in(type, statement.effect());
    MatchResult action = MatchResult.NO_MATCH;
    MatchResult resource = MatchResult.NO_MATCH;
    MatchResult condition = MatchResult.NO_MATCH;
    if (!principal.any().isNoMatch()) {
      action = ActionMatcher.match(statement.action(), attributes.action());
    }
    if (!action.isNoMatch()) {
      resource = resources.match(statement.resource(), type, hasVariables, context);
    }
    if (!resource.isNoMatch()) {
      condition = conditions.match(statement.condition(), type, hasVariables, context);
    }
    return new StatementMatch(
        type, level, policy, statement, principal, action, resource, condition);
  }
}
