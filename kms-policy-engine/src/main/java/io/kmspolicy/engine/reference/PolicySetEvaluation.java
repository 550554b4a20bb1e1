package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.Applicability;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.combine.GrantResults;
import io.kmspolicy.engine.combine.LayerEvaluation;
import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.exact.AnalysisSubject;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.DependencyCollector;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Evaluates a request against a policy set, for one case of the permissions boundary. */
public final class PolicySetEvaluation implements AnalysisSubject {

  private static final GrantResults NOT_ASKED_FOR = (group, position, covered) -> {};

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
    this(attributes, policies, catalogue, boundary, null);
  }

  /**
   * An evaluation.
   *
   * @param grants the grants that the caller may be able to use; null to find them when needed
   */
  public PolicySetEvaluation(
      RequestAttributes attributes,
      PolicySet policies,
      KmsCatalogue catalogue,
      BoundaryState boundary,
      @Nullable UsableGrants grants) {
    this.attributes = attributes;
    this.policies = policies;
    this.catalogue = catalogue;
    this.boundary = boundary;
    this.grants = grants;
  }

  @Override
  public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
    Verdict<MatchResult> verdict =
        evaluate(Logic.KNOWN, context, emptyIsNull, StatementMatch::result, NOT_ASKED_FOR);
    return Outcomes.of(verdict.deny(), verdict.allow());
  }

  @Override
  public void collect(ConditionContext context, DependencyCollector keys) {
    evaluate(
        Logic.KNOWN,
        context,
        MatchResult.INDETERMINATE,
        match -> {
          if (match.isOpen() && !match.isRedundant()) {
            keys.add(
                ContextDependencies.of(
                    match.statement(), match.policy().document().version().hasVariables()));
          }
          return match.result();
        },
        (group, position, covered) -> {
          if (covered == MatchResult.INDETERMINATE) {
            keys.add(group.grants().get(position)); // rule 6.13
          }
        });
  }

  /** Evaluates the operations and constraints of grants. */
  private record Constraints<T>(
      Logic<T> logic, GrantConstraintMatcher matcher, GrantResults results)
      implements GrantEvaluator.Cover<T> {
    @Override
    public T of(GrantGroups.Group group) {
      MatchResult result = MatchResult.NO_MATCH;
      List<Grant> grants = group.grants();
      for (int position = 0; position < grants.size(); position++) {
        MatchResult covered = matcher.of(grants.get(position));
        results.add(group, position, covered);
        result = result.or(covered);
      }
      return logic.constant(result);
    }

    @Override
    public T unknown() {
      return logic.constant(matcher.unknown());
    }
  }

  /**
   * The combined result of all layers.
   *
   * @param logic the algebra of the results
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   * @param results the result of a layer with one statement alone
   * @param grants receives the result of each grant that the caller may be able to use, unless no
   *     grant matters for the request
   */
  public <T> Verdict<T> evaluate(
      Logic<T> logic,
      ConditionContext context,
      MatchResult emptyIsNull,
      Function<StatementMatch, LayerResult<T>> results,
      GrantResults grants) {
    StepCounter.of(context).spend(stepsOfGrants());
    MatchResult attached =
        boundary.attached().and(Applicability.of(PolicyType.PERMISSIONS_BOUNDARY, attributes));
    LayerEvaluator<T> reader =
        new LayerEvaluator<>(attributes, context, catalogue, attached, emptyIsNull, logic, results);
    return new LayerEvaluation<>(logic, attributes, (type, absent) -> read(reader, type, absent))
        .verdict(
            logic.constant(attributes.usable()),
            usableGrants(),
            new Constraints<>(logic, new GrantConstraintMatcher(attributes, context), grants));
  }

  private long stepsOfGrants() {
    return policies.grants() instanceof GrantLayer.Known known ? known.grants().size() : 0;
  }

  private <T> LayerResult<T> read(
      LayerEvaluator<T> reader, PolicyType type, LayerResult<T> absent) {
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
      case ATTACHED_UNKNOWN, UNKNOWN -> PolicyLayer.unknown();
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
