package io.kmspolicy.cli.ask;

import io.kmspolicy.engine.Explanation;
import io.kmspolicy.engine.MissingInformation;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.interceptor.PolicyDirectory;
import io.kmspolicy.model.AuthorizationRequest;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.KmsResource;

/**
 * One row of a table: whether somebody may do something with a key.
 *
 * @param principal who
 * @param action what
 * @param key with which key
 * @param result allowed, conditional, denied or unknown
 * @param why on what a conditional or unknown answer depends; empty for the others
 */
record Answer(String principal, String action, String key, String result, String why) {

  private static final ReferenceAuthorizer AUTHORIZER = ReferenceAuthorizer.create();

  /** Asks with everything about the request's context open. */
  static Answer of(PolicyDirectory directory, Caller caller, String action, KmsResource resource) {
    AuthorizationRequest request =
        AuthorizationRequest.of(caller, action, resource, StatementAnalysis.anyContext());
    Explanation explanation = AUTHORIZER.explain(request, directory.policiesFor(caller, resource));
    String principal = name(caller);
    Decision decision = explanation.decision();
    if (decision == Decision.ALLOWED) {
      return new Answer(principal, action, resource.arn(), "allowed", "");
    }
    if (decision != Decision.INDETERMINATE) {
      return new Answer(principal, action, resource.arn(), "denied", "");
    }
    MissingInformation missing = explanation.unknown();
    boolean conditional = missing.policies().isEmpty() && missing.request().isEmpty();
    return new Answer(
        principal,
        action,
        resource.arn(),
        conditional ? "conditional" : "unknown",
        String.join(", ", missing.all()));
  }

  private static String name(Caller caller) {
    return caller instanceof Caller.RoleSession session
        ? "arn:aws:iam::" + session.accountId() + ":role/" + session.roleName()
        : caller.arn();
  }
}
