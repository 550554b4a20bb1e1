package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.enforce.DenialCache;
import io.kmspolicy.interceptor.enforce.RecentChanges;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkResponse;

/** Draws the conclusions of what KMS answered. */
final class ResponseObserver {

  private static final String REFUSED = "AccessDeniedException";
  private static final int SERVER_ERROR = 500;

  /** The error of a dry run that would have succeeded. */
  private static final String DRY_RUN = "DryRunOperationException";

  private final DriftDetector truth;
  private final RecentChanges changes;
  private final PolicySource policies;
  private final @Nullable DenialCache memory;
  private final @Nullable DenialMessage explaining;

  ResponseObserver(
      DriftDetector truth,
      RecentChanges changes,
      PolicySource policies,
      @Nullable DenialCache memory,
      @Nullable DenialMessage explaining) {
    this.truth = truth;
    this.changes = changes;
    this.policies = policies;
    this.memory = memory;
    this.explaining = explaining;
  }

  DriftDetector truth() {
    return truth;
  }

  void succeeded(CallOutcome judgement, SdkResponse response) {
    changed(judgement);
    String requestId =
        response instanceof AwsResponse aws ? aws.responseMetadata().requestId() : "";
    truth.succeeded(judgement.decision(), requestId);
  }

  void failed(CallOutcome judgement, Throwable failure) {
    if (failure instanceof KmsAccessDeniedException) {
      return;
    }
    if (isOpen(failure) || !(failure instanceof AwsServiceException answer)) {
      // A change that got no answer may have been made.
      changed(judgement);
      return;
    }
    if (isError(answer, REFUSED)) {
      String requestId = answer.requestId() == null ? "" : answer.requestId();
      if (memory != null) {
        memory.refused(judgement.call(), requestId);
      }
      truth.refused(judgement.decision(), requestId);
    } else if (isError(answer, DRY_RUN)) {
      truth.succeeded(judgement.decision(), "");
    }
  }

  /** A call that was not decided made a change, or may have: nobody knows where. */
  void undecidedChange() {
    changes.madeSomewhere();
    policies.changed(new KmsResource.Any());
  }

  /** Whether a call may have made a change although it failed: it got no answer. */
  static boolean isOpen(Throwable failure) {
    return !(failure instanceof AwsServiceException answer) || answer.statusCode() >= SERVER_ERROR;
  }

  private void changed(CallOutcome judgement) {
    if (RecentChanges.isChange(judgement.decision().operation())) {
      changes.made(judgement.decision());
      for (CheckDecision check : judgement.decision().checks()) {
        if (check instanceof CheckDecision.Asked asked) {
          policies.changed(asked.request().resource());
        }
      }
    }
  }

  private static boolean isError(AwsServiceException answer, String code) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details != null && code.equals(details.errorCode());
  }

  /** A refusal of KMS with the local explanation; everything else as it is. */
  Throwable explained(CallOutcome judgement, Throwable failure) {
    if (explaining == null
        || failure instanceof KmsAccessDeniedException
        || !(failure instanceof AwsServiceException answer)
        || !isError(answer, REFUSED)) {
      return failure;
    }
    AwsErrorDetails details = answer.awsErrorDetails();
    String message =
        details.errorMessage() + " [here: " + explaining.explanation(judgement.decision()) + "]";
    return answer.toBuilder()
        .awsErrorDetails(details.toBuilder().errorMessage(message).build())
        .message(message)
        .build();
  }
}
