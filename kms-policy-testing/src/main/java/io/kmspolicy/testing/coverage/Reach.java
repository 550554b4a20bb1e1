package io.kmspolicy.testing.coverage;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.MatchResult;

/**
 * Whether a statement with or without one of its parts can apply to a request. An element that
 * lists what it matches and does not match the request does not match it with fewer entries, so no
 * part of the statement makes a difference.
 */
final class Reach {

  private final PolicyType type;
  private final StatementAnalysis analysis;

  Reach(TestedPolicy policy) {
    this.type = policy.type();
    this.analysis = StatementAnalysis.of(policy.type(), policy.document().version().hasVariables());
  }

  boolean includes(Statement statement, AuthorizationRequest request) {
    return !statement.isInert()
        && includesAction(statement, request)
        && includesPrincipal(statement, request)
        && includesResource(statement, request);
  }

  private boolean includesAction(Statement statement, AuthorizationRequest request) {
    return !(statement.action() instanceof ActionElement.Action)
        || analysis.action(statement, request.action()) != MatchResult.NO_MATCH;
  }

  private boolean includesPrincipal(Statement statement, AuthorizationRequest request) {
    return !type.namesPrincipals()
        || !(statement.principal() instanceof PrincipalElement.Principal)
        || analysis.principal(statement, request.caller()) != MatchResult.NO_MATCH;
  }

  private boolean includesResource(Statement statement, AuthorizationRequest request) {
    return !(statement.resource() instanceof ResourceElement.Resource)
        || analysis.resource(statement, request.resource()) != MatchResult.NO_MATCH;
  }
}
