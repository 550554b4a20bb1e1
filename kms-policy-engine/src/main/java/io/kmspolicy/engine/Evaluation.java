package io.kmspolicy.engine;

import io.kmspolicy.engine.LayerReader.Verdict;
import io.kmspolicy.engine.PrincipalMatcher.Forms;
import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.GrantLayer;
import io.kmspolicy.model.OrganizationLayer;
import io.kmspolicy.model.PolicyLayer;
import io.kmspolicy.model.PolicySet;
import io.kmspolicy.model.PolicyType;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.function.Consumer;

/** Evaluates a request against a policy set, for one case of the permissions boundary. */
final class Evaluation implements Question {

  private final RequestFacts facts;
  private final PolicySet policies;
  private final KmsCatalogue catalogue;
  private final Boundary boundary;

  Evaluation(RequestFacts facts, PolicySet policies, KmsCatalogue catalogue, Boundary boundary) {
    this.facts = facts;
    this.policies = policies;
    this.catalogue = catalogue;
    this.boundary = boundary;
  }

  @Override
  public Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull) {
    Verdict verdict = evaluate(context, emptyIsNull, match -> {});
    return Outcomes.of(verdict.deny(), verdict.allow().direct());
  }

  @Override
  public void collect(ConditionContext context, UnknownKeys keys) {
    evaluate(
        context,
        MatchResult.INDETERMINATE,
        match -> {
          if (match.applies() == MatchResult.INDETERMINATE) {
            keys.add(match.statement(), match.policy().document().version().hasVariables());
          }
        });
    if (policies.grants() instanceof GrantLayer.Known grants) {
      grants.grants().forEach(keys::add);
    }
  }

  /**
   * What all layers together say.
   *
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   * @param observer sees every statement that is looked at
   */
  Verdict evaluate(
      ConditionContext context, MatchResult emptyIsNull, Consumer<StatementMatch> observer) {
    MatchResult attached =
        MatchResult.of(boundary != Boundary.NONE)
            .and(Applicability.of(PolicyType.PERMISSIONS_BOUNDARY, facts));
    LayerReader reader =
        new LayerReader(facts, context, catalogue, attached, emptyIsNull, observer);
    Verdict resourceControl =
        organization(reader, PolicyType.RESOURCE_CONTROL, policies.resourceControl());
    Verdict serviceControl =
        organization(reader, PolicyType.SERVICE_CONTROL, policies.serviceControl());
    Verdict endpoint =
        layer(reader, PolicyType.VPC_ENDPOINT, policies.vpcEndpoint(), Verdict.OPEN, Verdict.OPEN);
    Verdict identity =
        layer(reader, PolicyType.IDENTITY, policies.identity(), Verdict.SILENT, Verdict.SILENT);
    Verdict limit =
        layer(reader, PolicyType.PERMISSIONS_BOUNDARY, boundaryLayer(), Verdict.OPEN, Verdict.OPEN);
    // A federated user without a session policy has no permissions of the user (rule 4.12).
    Verdict noSession = facts.isFederated() ? Verdict.SILENT : Verdict.OPEN;
    Verdict session =
        layer(reader, PolicyType.SESSION, policies.session(), noSession, Verdict.OPEN);
    Verdict key = layer(reader, PolicyType.KEY, keyLayer(), Verdict.SILENT, Verdict.SILENT);
    MatchResult deny =
        resourceControl
            .deny()
            .or(serviceControl.deny())
            .or(endpoint.deny())
            .or(identity.deny())
            .or(limit.deny())
            .or(session.deny())
            .or(key.deny());
    CombiningRule<MatchResult> rule = new CombiningRule<>(Logic.KNOWN, facts);
    MatchResult own = identity.allow().any();
    MatchResult limits = limit.allow().any().and(session.allow().any());
    GrantConstraintMatcher constraints = new GrantConstraintMatcher(facts, context);
    GrantMatcher<MatchResult> grants =
        new GrantMatcher<>(
            Logic.KNOWN, facts, constraints::covers, limits, rule.identityOk(own, limits));
    Findings<MatchResult> found =
        new Findings<>(
            facts.usable(),
            resourceControl.allow().any(),
            serviceControl.allow().any(),
            endpoint.allow().any(),
            own,
            limits,
            key.allow().direct(),
            key.allow().role(),
            key.allow().account(),
            grants.match(grantLayer()));
    return new Verdict(deny, Forms.direct(rule.allow(found)));
  }

  /** A layer as far as it applies to the caller; {@code otherwise} where it does not (rule 4.2). */
  private Verdict layer(
      LayerReader reader, PolicyType type, PolicyLayer layer, Verdict absent, Verdict otherwise) {
    MatchResult applies = Applicability.of(type, facts);
    return applies.isImpossible()
        ? otherwise
        : limitedTo(applies, reader.read(type, layer, absent), otherwise);
  }

  private Verdict organization(LayerReader reader, PolicyType type, OrganizationLayer layer) {
    MatchResult applies = Applicability.of(type, facts);
    return applies.isImpossible()
        ? Verdict.OPEN
        : limitedTo(applies, reader.read(type, layer), Verdict.OPEN);
  }

  private static Verdict limitedTo(MatchResult applies, Verdict verdict, Verdict otherwise) {
    if (applies.isCertain()) {
      return verdict;
    }
    MatchResult passes = applies.not().and(otherwise.allow().any());
    return new Verdict(verdict.deny().and(applies), verdict.allow().or(Forms.direct(passes)));
  }

  private PolicyLayer boundaryLayer() {
    return switch (boundary) {
      case NONE -> PolicyLayer.none();
      case ATTACHED -> policies.permissionsBoundary();
      case ATTACHED_UNKNOWN -> PolicyLayer.unknown();
    };
  }

  /** Nobody can say which policy and which grants belong to a key that is not known. */
  private PolicyLayer keyLayer() {
    return facts.isUnknownKey() ? PolicyLayer.unknown() : policies.key();
  }

  private GrantLayer grantLayer() {
    return facts.isUnknownKey() ? GrantLayer.unknown() : policies.grants();
  }
}
