package io.kmspolicy.cli.query;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import java.util.List;
import java.util.Optional;

/**
 * The tests on {@code aws:PrincipalArn} for a session of a role whose path is unknown. The ARN of
 * the role ends with the name of the role, so a pattern with another last part does not match.
 */
final class RolePatterns implements PolicyRewriter {

  private static final String KEY = "aws:PrincipalArn";

  private final List<String> arns;

  private RolePatterns(Caller.RoleCaller role) {
    String start = "arn:" + role.partition() + ":iam::" + role.accountId() + ":role/";
    this.arns = List.of(start + role.roleName(), start + "*/" + role.roleName());
  }

  /** The policies without what a role of this name cannot match. */
  static PolicySet narrow(PolicySet policies, Caller caller) {
    return caller instanceof Caller.RoleCaller role && role.roleArn().isEmpty()
        ? new RolePatterns(role).of(policies)
        : policies;
  }

  @Override
  public List<Statement> statements(PolicyType type, PolicyDocument document) {
    return document.statements().stream()
        .map(statement -> StatementAnalysis.given(statement, KEY, arns))
        .flatMap(Optional::stream)
        .toList();
  }
}
