package io.kmspolicy.cli.query;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/**
 * The permissions that the identity policies of one principal give together, without other policy
 * types. Covers actions of other services too, for which the engine has no rules.
 */
final class IdentityPermissions {

  private final List<PolicyDocument> documents;

  IdentityPermissions(List<PolicyDocument> documents) {
    this.documents = List.copyOf(documents);
  }

  /** Whether an action on a resource is allowed in every context, in some, or in none. */
  Permission of(String action, KmsResource resource) {
    MatchResult allow = matches(Effect.ALLOW, action, resource);
    MatchResult deny = matches(Effect.DENY, action, resource);
    if (deny.isCertain()) {
      return Permission.DENIED;
    }
    if (allow.isImpossible()) {
      return Permission.NOT_ALLOWED;
    }
    return allow.isCertain() && deny.isImpossible() ? Permission.ALLOWED : Permission.CONDITIONAL;
  }

  private MatchResult matches(Effect effect, String action, KmsResource resource) {
    MatchResult result = MatchResult.NO_MATCH;
    for (PolicyDocument document : documents) {
      StatementAnalysis analysis =
          StatementAnalysis.of(PolicyType.IDENTITY, document.version().hasVariables());
      for (Statement statement : document.statements()) {
        if (statement.effect() == effect) {
          MatchResult scope =
              analysis.action(statement, action).and(analysis.resource(statement, resource));
          result =
              result.or(
                  scope.isImpossible()
                      ? scope
                      : scope.and(analysis.condition(statement, StatementAnalysis.anyContext())));
        }
      }
    }
    return result;
  }
}
