package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Finds statements that bring about a decision together where none does so for certain by itself
 * (rule 6.13): one after the other is left out, and those without which the decision would be
 * another are kept.
 */
final class MinimalStatementSet {

  /** Beyond this many candidates all are named. */
  private static final int MAX_CANDIDATES = 40;

  private final BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer;
  private final AuthorizationRequest request;

  MinimalStatementSet(
      BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer,
      AuthorizationRequest request) {
    this.authorizer = authorizer;
    this.request = request;
  }

  /** Those of the candidates that the decision needs, given the others that are kept. */
  List<StatementTrace> of(PolicySet policies, List<StatementTrace> candidates, Decision decision) {
    if (candidates.size() > MAX_CANDIDATES) {
      return candidates;
    }
    List<StatementTrace> kept = new ArrayList<>();
    PolicySet rest = policies;
    for (StatementTrace candidate : candidates) {
      PolicySet without = without(rest, candidate.match());
      if (authorizer.apply(request, without) == decision) {
        rest = without;
      } else {
        kept.add(candidate);
      }
    }
    return kept;
  }

  private static PolicySet without(PolicySet policies, StatementMatch match) {
    PolicySet.Builder rest = policies.toBuilder();
    switch (match.type()) {
      case IDENTITY -> rest.identity(without(policies.identity(), match));
      case PERMISSIONS_BOUNDARY ->
          rest.permissionsBoundary(without(policies.permissionsBoundary(), match));
      case SESSION -> rest.session(without(policies.session(), match));
      case SERVICE_CONTROL -> rest.serviceControl(without(policies.serviceControl(), match));
      case RESOURCE_CONTROL -> rest.resourceControl(without(policies.resourceControl(), match));
      case KEY -> rest.key(without(policies.key(), match));
      case VPC_ENDPOINT -> rest.vpcEndpoint(without(policies.vpcEndpoint(), match));
    }
    return rest.build();
  }

  private static PolicyLayer without(PolicyLayer layer, StatementMatch match) {
    return layer instanceof PolicyLayer.Attached attached
        ? new PolicyLayer.Attached(without(attached.policies(), match))
        : layer;
  }

  private static OrganizationLayer without(OrganizationLayer layer, StatementMatch match) {
    if (!(layer instanceof OrganizationLayer.Levels known)) {
      return layer;
    }
    List<OrganizationLayer.Level> levels = new ArrayList<>();
    for (OrganizationLayer.Level level : known.levels()) {
      levels.add(
          level.target().equals(match.level())
              ? new OrganizationLayer.Level(level.target(), without(level.policies(), match))
              : level);
    }
    return new OrganizationLayer.Levels(levels);
  }

  private static List<NamedPolicy> without(List<NamedPolicy> policies, StatementMatch match) {
    List<NamedPolicy> rest = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      PolicyDocument document = policy.document();
      List<Statement> statements = new ArrayList<>(document.statements());
      statements.removeIf(match.statement()::equals);
      rest.add(
          new NamedPolicy(
              policy.name(), new PolicyDocument(document.version(), document.id(), statements)));
    }
    return rest;
  }
}
