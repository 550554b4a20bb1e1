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
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.function.Consumer;

/**
 * Evaluates single layers of a policy set for one request in one context, statement by statement.
 */
final class LayerEvaluator {

  /** Matching the elements of a statement, without the lists in them. */
  private static final int STEPS_OF_A_STATEMENT = 8;

  private final RequestAttributes attributes;
  private final ConditionContext context;
  private final MatchResult boundary;
  private final PrincipalMatcher principals;
  private final ResourceMatcher resources;
  private final ConditionMatcher conditions;
  private final Consumer<StatementMatch> observer;
  private final StepCounter counter;

  /**
   * An evaluator for one request.
   *
   * @param boundary whether a permissions boundary is attached to the caller
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   * @param observer receives the match of every statement
   */
  LayerEvaluator(
      RequestAttributes attributes,
      ConditionContext context,
      KmsCatalogue catalogue,
      MatchResult boundary,
      MatchResult emptyIsNull,
      Consumer<StatementMatch> observer) {
    this.attributes = attributes;
    this.context = context;
    this.boundary = boundary;
    VariableResolver variables = new VariableResolver(catalogue);
    this.principals = new PrincipalMatcher(attributes.caller());
    this.resources = ResourceMatcher.of(variables, attributes);
    this.conditions = new ConditionMatcher(variables, emptyIsNull);
    this.observer = observer;
    this.counter = StepCounter.of(context);
  }

  /** The result of a layer; {@code absent} if no policy is attached. */
  LayerResult<MatchResult> read(
      PolicyType type, PolicyLayer layer, LayerResult<MatchResult> absent) {
    if (layer instanceof PolicyLayer.Unknown) {
      return LayerResult.unknown(Logic.KNOWN);
    }
    return layer instanceof PolicyLayer.Attached attached
        ? read(type, "", attached.policies())
        : absent;
  }

  /** The result of an organization layer: every level must allow the request (rules 4.3, 4.4). */
  LayerResult<MatchResult> read(
      PolicyType type, OrganizationLayer layer, LayerResult<MatchResult> absent) {
    if (layer instanceof OrganizationLayer.Unknown) {
      return LayerResult.unknown(Logic.KNOWN);
    }
    LayerResult<MatchResult> result = absent;
    if (layer instanceof OrganizationLayer.Levels levels) {
      for (OrganizationLayer.Level level : levels.levels()) {
        LayerResult<MatchResult> levelResult = read(type, level.target(), level.policies());
        result =
            new LayerResult<>(
                result.deny().or(levelResult.deny()),
                result.allow(Logic.KNOWN).and(levelResult.allow(Logic.KNOWN)),
                MatchResult.NO_MATCH,
                MatchResult.NO_MATCH);
      }
    }
    return result;
  }

  private LayerResult<MatchResult> read(PolicyType type, String level, List<NamedPolicy> policies) {
    MatchResult deny = MatchResult.NO_MATCH;
    Forms allow = Forms.NONE;
    for (NamedPolicy policy : policies) {
      for (Statement statement : policy.document().statements()) {
        counter.spend(STEPS_OF_A_STATEMENT + names(statement));
        StatementMatch match = match(type, level, policy, statement);
        observer.accept(match);
        if (statement.effect() == Effect.DENY) {
          deny = deny.or(match.applies());
        } else {
          allow = allow.or(match.forms());
        }
      }
    }
    return new LayerResult<>(deny, allow.direct(), allow.role(), allow.account());
  }

  /** The number of principals and actions that a statement lists. */
  private static int names(Statement statement) {
    return PrincipalMatcher.names(statement.principal()).size()
        + ActionMatcher.patterns(statement.action()).size();
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
    if (!principal.any().isImpossible()) {
      action = ActionMatcher.match(statement.action(), attributes.action());
    }
    if (!action.isImpossible()) {
      resource = resources.match(statement.resource(), type, hasVariables, context);
    }
    if (!resource.isImpossible()) {
      condition = conditions.match(statement.condition(), type, hasVariables, context);
    }
    return new StatementMatch(
        type, level, policy, statement, principal, action, resource, condition);
  }
}
