package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.budget.StepCounter;
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
 * Finds a minimal set of statements that jointly determine a decision, where no statement does so
 * for certain by itself (rule 6.13). Greedy deletion: each candidate is removed in turn, and stays
 * removed if the decision remains the same. The set is minimal by inclusion, not necessarily the
 * smallest. The decisions share the step budget of the explanation.
 */
record MinimalStatementSet(
    BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer,
    AuthorizationRequest request) {

  /** With more candidates, all are returned, without a search. */
  static final int MAX_CANDIDATES = 200;

  /** A minimal subset of the candidates that preserves the decision. */
  List<StatementTrace> of(PolicySet policies, List<StatementTrace> candidates, Decision decision) {
    if (candidates.size() > MAX_CANDIDATES) {
      return candidates;
    }
    StepCounter counter = StepCounter.of(request.context());
    List<StatementTrace> needed = new ArrayList<>();
    PolicySet remaining = policies;
    for (StatementTrace candidate : candidates) {
      if (counter.isExhausted()) {
        needed.add(candidate);
        continue;
      }
      PolicySet without = without(remaining, candidate.match());
      if (authorizer.apply(request, without) == decision) {
        remaining = without;
      } else {
        needed.add(candidate);
      }
    }
    return needed;
  }

  static PolicySet without(PolicySet policies, StatementMatch match) {
    PolicySet.Builder remaining = policies.toBuilder();
    switch (match.type()) {
      case IDENTITY -> remaining.identity(without(policies.identity(), match));
      case PERMISSIONS_BOUNDARY ->
          remaining.permissionsBoundary(without(policies.permissionsBoundary(), match));
      case SESSION -> remaining.session(without(policies.session(), match));
      case SERVICE_CONTROL -> remaining.serviceControl(without(policies.serviceControl(), match));
      case RESOURCE_CONTROL ->
          remaining.resourceControl(without(policies.resourceControl(), match));
      case KEY -> remaining.key(without(policies.key(), match));
      case VPC_ENDPOINT -> remaining.vpcEndpoint(without(policies.vpcEndpoint(), match));
    }
    return remaining.build();
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

  /** Removes the statement from its own policy: another one may have an equal statement. */
  private static List<NamedPolicy> without(List<NamedPolicy> policies, StatementMatch match) {
    List<NamedPolicy> remaining = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      PolicyDocument document = policy.document();
      List<Statement> statements = new ArrayList<>(document.statements());
      if (policy.name().equals(match.policy().name())
          && document.version() == match.policy().document().version()) {
        statements.removeIf(match.statement()::equals);
      }
      remaining.add(
          new NamedPolicy(
              policy.name(), new PolicyDocument(document.version(), document.id(), statements)));
    }
    return remaining;
  }
}
