package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.Applicability;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.combine.LayerEvaluation;
import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.exact.AnalysisSubject;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Evaluates a request against a policy set, for one case of the permissions boundary. */
public final class PolicySetEvaluation implements AnalysisSubject {

  private final RequestAttributes attributes;
  private final PolicySet policies;
  private final KmsCatalogue catalogue;
  private final BoundaryState boundary;
  private @Nullable UsableGrants grants;

  public PolicySetEvaluation(
      RequestAttributes attributes,
      PolicySet policies,
      KmsCatalogue catalogue,
      BoundaryState boundary) {
    this.attributes = attributes;
    this.policies = policies;
    this.catalogue = catalogue;
    this.boundary = boundary;
  }

  @Override
  public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
    Verdict<MatchResult> verdict = evaluate(context, emptyIsNull, match -> {});
    return Outcomes.of(verdict.deny(), verdict.allow());
  }

  @Override
  public void collect(ConditionContext context, EquivalenceClassCollector keys) {
    evaluate(
        context,
        MatchResult.INDETERMINATE,
        match -> {
          if (match.applies() == MatchResult.INDETERMINATE && !match.isRedundant()) {
            keys.add(match.statement(), match.policy().document().version().hasVariables());
          }
        },
        new OpenGrants(new GrantConstraintMatcher(attributes, context), keys));
  }

  /** Collects the grants whose constraints are indeterminate in the context (rule 6.13). */
  private record OpenGrants(GrantConstraintMatcher constraints, EquivalenceClassCollector keys)
      implements GrantEvaluator.Cover<MatchResult> {
    @Override
    public MatchResult of(GrantGroups.Group group) {
      MatchResult result = MatchResult.NO_MATCH;
      for (Grant grant : group.grants()) {
        MatchResult covered = constraints.of(grant);
        if (covered == MatchResult.INDETERMINATE) {
          keys.add(grant);
        }
        result = result.or(covered);
      }
      return result;
    }

    @Override
    public MatchResult unknown() {
      return constraints.unknown();
    }
  }

  /**
   * The combined result of all layers.
   *
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   * @param observer receives the match of every statement
   */
  public Verdict<MatchResult> evaluate(
      ConditionContext context, MatchResult emptyIsNull, Consumer<StatementMatch> observer) {
    return evaluate(
        context, emptyIsNull, observer, new GrantConstraintMatcher(attributes, context));
  }

  private Verdict<MatchResult> evaluate(
      ConditionContext context,
      MatchResult emptyIsNull,
      Consumer<StatementMatch> observer,
      GrantEvaluator.Cover<MatchResult> constraints) {
    StepCounter.of(context).spend(stepsOfGrants());
    MatchResult attached =
        MatchResult.of(boundary != BoundaryState.NONE)
            .and(Applicability.of(PolicyType.PERMISSIONS_BOUNDARY, attributes));
    LayerEvaluator reader =
        new LayerEvaluator(attributes, context, catalogue, attached, emptyIsNull, observer);
    return new LayerEvaluation<>(
            Logic.KNOWN, attributes, (type, absent) -> read(reader, type, absent))
        .verdict(attributes.usable(), usableGrants(), constraints);
  }

  private long stepsOfGrants() {
    return policies.grants() instanceof GrantLayer.Known known ? known.grants().size() : 0;
  }

  private LayerResult<MatchResult> read(
      LayerEvaluator reader, PolicyType type, LayerResult<MatchResult> absent) {
    return switch (type) {
      case IDENTITY -> reader.read(type, policies.identity(), absent);
      case PERMISSIONS_BOUNDARY -> reader.read(type, boundaryLayer(), absent);
      case SESSION -> reader.read(type, policies.session(), absent);
      case SERVICE_CONTROL -> reader.read(type, policies.serviceControl(), absent);
      case RESOURCE_CONTROL -> reader.read(type, policies.resourceControl(), absent);
      case KEY -> reader.read(type, keyLayer(), absent);
      case VPC_ENDPOINT -> reader.read(type, policies.vpcEndpoint(), absent);
    };
  }

  private PolicyLayer boundaryLayer() {
    return switch (boundary) {
      case NONE -> PolicyLayer.none();
      case ATTACHED -> policies.permissionsBoundary();
      case ATTACHED_UNKNOWN -> PolicyLayer.unknown();
    };
  }

  /** The policy and the grants of an unknown key are unknown. */
  private PolicyLayer keyLayer() {
    return attributes.isUnknownKey() ? PolicyLayer.unknown() : policies.key();
  }

  /** The grants that the caller may be able to use, found at the first of several evaluations. */
  private UsableGrants usableGrants() {
    UsableGrants known = grants;
    if (known == null) {
      known =
          attributes.isUnknownKey()
              ? new UsableGrants.Unknown()
              : UsableGrants.of(policies.grants(), attributes);
      grants = known;
    }
    return known;
  }
}
