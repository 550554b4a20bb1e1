package io.kmspolicy.engine;

import io.kmspolicy.engine.PrincipalMatcher.Forms;
import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.Effect;
import io.kmspolicy.model.NamedPolicy;
import io.kmspolicy.model.OrganizationLayer;
import io.kmspolicy.model.PolicyLayer;
import io.kmspolicy.model.PolicyType;
import io.kmspolicy.model.Statement;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.List;
import java.util.function.Consumer;

/** Reads what the layers of a policy set say of one request in one context. */
final class LayerReader {

  /**
   * What a layer says.
   *
   * @param deny whether one of its Deny statements matches
   * @param allow how its Allow statements match
   */
  record Verdict(MatchResult deny, Forms allow) {

    static final Verdict SILENT = new Verdict(MatchResult.NO_MATCH, Forms.NONE);

    /** No filter: everything passes. */
    static final Verdict OPEN = new Verdict(MatchResult.NO_MATCH, Forms.direct(MatchResult.MATCH));

    static final Verdict UNKNOWN =
        new Verdict(
            MatchResult.INDETERMINATE,
            new Forms(
                MatchResult.INDETERMINATE, MatchResult.INDETERMINATE, MatchResult.INDETERMINATE));
  }

  private final RequestFacts facts;
  private final ConditionContext context;
  private final MatchResult boundary;
  private final PrincipalMatcher principals;
  private final ResourceMatcher resources;
  private final ConditionMatcher conditions;
  private final Consumer<StatementMatch> observer;

  /**
   * A reader for one request.
   *
   * @param boundary whether a permissions boundary is attached to the caller
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   * @param observer sees every statement that is looked at
   */
  LayerReader(
      RequestFacts facts,
      ConditionContext context,
      KmsCatalogue catalogue,
      MatchResult boundary,
      MatchResult emptyIsNull,
      Consumer<StatementMatch> observer) {
    this.facts = facts;
    this.context = context;
    this.boundary = boundary;
    Variables variables = new Variables(catalogue);
    this.principals = new PrincipalMatcher(facts.caller());
    this.resources = new ResourceMatcher(variables, facts.resource());
    this.conditions = new ConditionMatcher(variables, emptyIsNull);
    this.observer = observer;
  }

  /** The verdict of a layer; {@code absent} is what a layer that is known to be none says. */
  Verdict read(PolicyType type, PolicyLayer layer, Verdict absent) {
    if (layer instanceof PolicyLayer.Unknown) {
      return Verdict.UNKNOWN;
    }
    return layer instanceof PolicyLayer.Attached attached
        ? read(type, "", attached.policies())
        : absent;
  }

  /** The verdict of an organization's levels: every level must allow (rules 4.3, 4.4). */
  Verdict read(PolicyType type, OrganizationLayer layer) {
    if (layer instanceof OrganizationLayer.Unknown) {
      return Verdict.UNKNOWN;
    }
    Verdict result = Verdict.OPEN;
    if (layer instanceof OrganizationLayer.Levels levels) {
      for (OrganizationLayer.Level level : levels.levels()) {
        Verdict verdict = read(type, level.target(), level.policies());
        result =
            new Verdict(
                result.deny().or(verdict.deny()),
                Forms.direct(result.allow().any().and(verdict.allow().any())));
      }
    }
    return result;
  }

  private Verdict read(PolicyType type, String level, List<NamedPolicy> policies) {
    MatchResult deny = MatchResult.NO_MATCH;
    Forms allow = Forms.NONE;
    for (NamedPolicy policy : policies) {
      for (Statement statement : policy.document().statements()) {
        StatementMatch match = match(type, level, policy, statement);
        observer.accept(match);
        if (statement.effect() == Effect.DENY) {
          deny = deny.or(match.applies());
        } else {
          allow = allow.or(match.forms());
        }
      }
    }
    return new Verdict(deny, allow);
  }

  /** Parts behind one that cannot match are not looked at: they cannot change the result. */
  private StatementMatch match(
      PolicyType type, String level, NamedPolicy policy, Statement statement) {
    boolean hasVariables = policy.document().version().hasVariables();
    Forms principal = principals.match(statement.principal(), boundary);
    MatchResult action = MatchResult.NO_MATCH;
    MatchResult resource = MatchResult.NO_MATCH;
    MatchResult condition = MatchResult.NO_MATCH;
    if (!principal.any().isImpossible()) {
      action = ActionMatcher.match(statement.action(), facts.action());
    }
    if (!action.isImpossible()) {
      resource = resources.match(statement.resource(), type, hasVariables, context);
    }
    if (!resource.isImpossible()) {
      condition = conditions.match(statement.condition(), hasVariables, context);
    }
    return new StatementMatch(
        type, level, policy, statement, principal, action, resource, condition);
  }
}
