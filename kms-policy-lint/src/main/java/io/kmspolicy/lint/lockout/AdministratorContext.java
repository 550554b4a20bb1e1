package io.kmspolicy.lint.lockout;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;

/** What the caller determines of a request's condition keys. All other keys are unknown. */
final class AdministratorContext {

  private static final String PRINCIPAL_ARN = "aws:PrincipalArn";
  private static final String USER_NAME = "aws:username";
  private static final String VARIABLE = "${";

  private final boolean comparesRootOnly;

  /** Whether the policy treats all callers of an account alike that are no root user. */
  boolean comparesRootOnly() {
    return comparesRootOnly;
  }

  /** The contexts for a key policy. */
  AdministratorContext(PolicyDocument document) {
    this.comparesRootOnly =
        document.statements().stream().allMatch(AdministratorContext::comparesRootOnly);
  }

  private static boolean comparesRootOnly(Statement statement) {
    return statement.condition().tests().stream().allMatch(AdministratorContext::comparesRootOnly)
        && statement.resource().patterns().stream()
            .noneMatch(pattern -> pattern.text().contains(VARIABLE));
  }

  /**
   * Whether a test treats all ARNs alike that are not the ARN of a root user: it does not read
   * {@code aws:PrincipalArn}, or compares it with complete ARNs of root users.
   */
  private static boolean comparesRootOnly(Condition test) {
    List<ConditionValue> values = test.values();
    boolean reads =
        test.key().equalsIgnoreCase(PRINCIPAL_ARN)
            || values.stream().anyMatch(value -> value.text().contains(VARIABLE));
    return !reads || values.stream().allMatch(value -> isRoot(value.text()));
  }

  private static boolean isRoot(String text) {
    return text.startsWith("arn:")
        && text.endsWith(":root")
        && text.indexOf('*') < 0
        && text.indexOf('?') < 0
        && text.indexOf('$') < 0;
  }

  /** The context of a caller that stands for all callers of its kind. */
  ConditionContext ofUnnamed(Caller caller) {
    RequestContext.Builder context = known(caller);
    if (comparesRootOnly
        && caller instanceof Caller.AccountCaller
        && !(caller instanceof Caller.RootUser)) {
      context.put(PRINCIPAL_ARN, caller.arn());
    }
    return context.build();
  }

  /** The context of a caller that the policy names. */
  ConditionContext of(Caller caller) {
    return known(caller).build();
  }

  /** The context of a caller whose name is its own, and one that no condition compares. */
  ConditionContext ofExample(Caller caller) {
    RequestContext.Builder context = known(caller);
    if (caller instanceof Caller.IamUser user) {
      context.put(PRINCIPAL_ARN, user.arn()).put(USER_NAME, user.name());
    } else if (caller instanceof Caller.RoleSession session) {
      String role = session.withPath(Caller.RolePath.root()).roleArn().orElseThrow();
      context.put(PRINCIPAL_ARN, role).set(USER_NAME, ContextValue.absent());
    } else {
      context.put(PRINCIPAL_ARN, caller.arn()).set(USER_NAME, ContextValue.absent());
    }
    return context.build();
  }

  /** The context of a caller whose ARN is known. */
  ConditionContext withArn(Caller caller, String arn) {
    return known(caller).put(PRINCIPAL_ARN, arn).build();
  }

  private static RequestContext.Builder known(Caller caller) {
    RequestContext.Builder context = StatementAnalysis.anyContext().toBuilder();
    if (!(caller instanceof Caller.AccountCaller member)) {
      return context.put("aws:PrincipalIsAWSService", "true");
    }
    context.put("aws:PrincipalIsAWSService", "false");
    if (!member.accountId().equals(AdministratorSearch.ANY_ACCOUNT)) {
      context
          .put("aws:PrincipalAccount", member.accountId())
          .put("kms:CallerAccount", member.accountId());
    }
    if (caller instanceof Caller.RootUser) {
      context.put("aws:PrincipalType", "Account").put(PRINCIPAL_ARN, caller.arn());
    } else if (caller instanceof Caller.IamUser) {
      context.put("aws:PrincipalType", "User");
    }
    return context;
  }
}
