package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.request.Caller;

/** The kinds of callers that the rules distinguish. All callers with an account are of one. */
enum CallerKind {
  USER("arn:aws:iam::111122223333:user/alice"),
  ROOT("arn:aws:iam::111122223333:root"),
  ROLE_SESSION("arn:aws:sts::111122223333:assumed-role/App/s"),
  SERVICE_LINKED_ROLE(
      "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
  /** A session whose ARN hides whether its role is a service-linked one (rule 4.2). */
  PERHAPS_SERVICE_LINKED_ROLE("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s"),
  FEDERATED_USER("arn:aws:sts::111122223333:federated-user/x"),
  SERVICE("logs.us-west-2.amazonaws.com");

  /** The account of the callers. */
  static final String ACCOUNT = "111122223333";

  private final String arn;

  CallerKind(String arn) {
    this.arn = arn;
  }

  Caller caller() {
    return Caller.parse(arn);
  }

  /** The caller as a grant names it. A role is named by its ARN, a session by its own. */
  GrantPrincipal inGrants() {
    return this == SERVICE
        ? new GrantPrincipal.ServicePrincipal(arn)
        : new GrantPrincipal.Principal(arn);
  }
}
