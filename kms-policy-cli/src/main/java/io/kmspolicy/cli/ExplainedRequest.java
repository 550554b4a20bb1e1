package io.kmspolicy.cli;

import io.kmspolicy.cli.input.UniqueIds;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.lint.fix.AwsDenial;
import io.kmspolicy.lint.fix.DeniedRequest;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/**
 * A request with its policies and the explanation of its decision. An action on an alias has two
 * requests, on the alias and on its key, and the call needs both (rule 5.11).
 *
 * @param request the request that is asked about
 * @param policies the policies that decide it
 * @param explanation why it is decided so
 * @param beside the request on the key of the alias; empty if it is not known, and for others
 */
record ExplainedRequest(
    AuthorizationRequest request,
    PolicySet policies,
    Explanation explanation,
    Optional<ExplainedRequest> beside) {

  static ExplainedRequest of(
      AuthorizationRequest request, PolicySet policies, Optional<ExplainedRequest> beside) {
    return new ExplainedRequest(
        request, policies, PolicyEvaluator.tables().explain(request, policies), beside);
  }

  /** The decision about the call: denied if one of its requests is, allowed if all of them are. */
  Decision decision() {
    Decision own = explanation.decision();
    if (own.isCertainDenial() || beside.isEmpty()) {
      return own;
    }
    Decision other = beside.get().decision();
    if (other.isCertainDenial()) {
      return other;
    }
    return other == Decision.ALLOWED && !hasThirdRequest() ? own : Decision.INDETERMINATE;
  }

  /** An alias that gets another key: the call has a request on that key, too. */
  private boolean hasThirdRequest() {
    return request.action().equalsIgnoreCase("kms:UpdateAlias");
  }

  /** The explanations as text. */
  String text(boolean redact) {
    String own = shown(redact).text();
    if (beside.isEmpty()) {
      return own + ofUnknownOther();
    }
    String answer =
        decision().isCertainDenial()
            ? "denied"
            : decision() == Decision.ALLOWED ? "allowed" : "indeterminate";
    return "THE CALL: "
        + answer
        + "; it needs "
        + request.action()
        + (hasThirdRequest()
            ? " on the alias, on its key, and on the key that the alias gets, which is not known"
                + " here"
            : " on the alias and on its key")
        + " (rule 5.11)\n\n"
        + own
        + "\n"
        + beside.get().shown(redact).text();
  }

  /** The explanation without confidential values if they are withheld. */
  Explanation shown(boolean redact) {
    return redact ? explanation.redacted() : explanation;
  }

  private String ofUnknownOther() {
    if (!isOnAliases()) {
      return "";
    }
    String other = request.resource() instanceof KmsResource.Alias ? "key of the alias" : "alias";
    return "\nThe call needs "
        + request.action()
        + " on the "
        + other
        + ", too; this answer is about one of the two (rule 5.11)\n";
  }

  private boolean isOnAliases() {
    return KmsCatalogue.bundled()
        .action(request.action())
        .filter(action -> action.resources().contains(ResourceKind.ALIAS))
        .isPresent();
  }

  /** The denial that is to be lifted: the first of those of the call. */
  DeniedRequest denied(boolean newStatement, UniqueIds ids) {
    if (beside.isPresent() && !explanation.decision().isCertainDenial()) {
      return beside.get().denied(newStatement, ids, Optional.of(this));
    }
    return denied(newStatement, ids, beside);
  }

  private DeniedRequest denied(
      boolean newStatement, UniqueIds ids, Optional<ExplainedRequest> other) {
    return new DeniedRequest(
        request,
        policies,
        AwsDenial.none(),
        newStatement,
        other.map(one -> new DeniedRequest.Beside(one.request, one.policies)),
        ids.arns());
  }
}
