package io.kmspolicy.analysis.query;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import java.util.List;
import java.util.Optional;

/**
 * The tests on {@code aws:PrincipalArn} for a caller whose ARN is known in part. The ARN of a user
 * or role of an unknown path ends with its name, so a pattern with another last part does not
 * match; the ARN of anybody of an account has the account.
 */
final class CallerPatterns implements PolicyRewriter {

  private static final String KEY = "aws:PrincipalArn";

  private final List<String> arns;

  private CallerPatterns(List<String> arns) {
    this.arns = arns;
  }

  private static CallerPatterns ofName(Caller.AccountCaller member, String kind, String name) {
    String start = "arn:" + member.partition() + ":iam::" + member.accountId() + kind;
    return new CallerPatterns(List.of(start + name, start + "*/" + name));
  }

  private static CallerPatterns ofAccount(String id) {
    return new CallerPatterns(List.of("arn:aws*:iam::" + id + ":*", "arn:aws*:sts::" + id + ":*"));
  }

  /** The policies without what the principal cannot match. */
  static PolicySet narrow(PolicySet policies, Principal principal) {
    Caller caller = principal.caller();
    if (principal.open() == Principal.Open.ACCOUNT) {
      return policies;
    }
    if (principal.isAnybody() && caller instanceof Caller.AccountCaller member) {
      return ofAccount(member.accountId()).of(policies);
    }
    if (caller instanceof Caller.IamUser user && principal.open() == Principal.Open.PATH) {
      return ofName(user, ":user/", user.name()).of(policies);
    }
    return caller instanceof Caller.RoleCaller role && role.roleArn().isEmpty()
        ? ofName(role, ":role/", role.roleName()).of(policies)
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
