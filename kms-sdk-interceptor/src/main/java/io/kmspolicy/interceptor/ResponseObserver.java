package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.enforce.DenialCache;
import io.kmspolicy.interceptor.enforce.RecentChanges;
import io.kmspolicy.interceptor.request.ClientProfile;
import io.kmspolicy.interceptor.request.Signature;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.AwsResponseMetadata;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Updates drift statistics, recent changes and the denial cache from the responses of KMS. */
final class ResponseObserver {

  private static final String REFUSED = "AccessDeniedException";
  private static final int SERVER_ERROR = 500;

  /** The error code of a dry run that would have succeeded. */
  private static final String DRY_RUN = "DryRunOperationException";

  /** The beginning of what KMS says of a ciphertext whose key the caller cannot use. */
  private static final String OF_CIPHERTEXT = "The ciphertext refers to";

  /** Messages wait with the calls that are to be explained. */
  private static final int MAX_MESSAGE = 4_096;

  /** The change of a call that was sent. */
  private static final ExecutionAttribute<RecentChanges.Sent> SENT =
      UniqueName.of("KmsPolicySentChange", ExecutionAttribute::new);

  private final DriftDetector drift;
  private final RecentChanges changes;
  private final UndecidedChanges undecided;
  private final Consumer<KmsResource> changed;
  private final @Nullable DenialCache denials;
  private final @Nullable Function<CallDecision, String> explanations;

  ResponseObserver(
      DriftDetector drift,
      RecentChanges changes,
      UndecidedChanges undecided,
      Consumer<KmsResource> changed,
      @Nullable DenialCache denials,
      @Nullable Function<CallDecision, String> explanations) {
    this.drift = drift;
    this.changes = changes;
    this.undecided = undecided;
    this.changed = changed;
    this.denials = denials;
    this.explanations = explanations;
  }

  DriftDetector drift() {
    return drift;
  }

  /** Takes note of a change before its call is sent: its end may never be told. */
  void sent(CallOutcome outcome, ExecutionAttributes attributes) {
    if (RecentChanges.isChange(outcome.decision().operation())) {
      noteSent(attributes, () -> changes.sent(outcome.decision()));
    }
  }

  /** As {@link #sent}, of a call that was not decided. */
  void sentUndecided(SdkRequest request, ExecutionAttributes attributes) {
    Set<KmsResource> resources = undecided.of(request, attributes);
    if (!resources.isEmpty()) {
      noteSent(attributes, () -> changes.sent(resources));
    }
  }

  /** A call is sent once for each attempt. */
  private void noteSent(ExecutionAttributes attributes, Supplier<RecentChanges.Sent> first) {
    RecentChanges.Sent before = attributes.getAttribute(SENT);
    attributes.putAttribute(SENT, before == null ? first.get() : changes.again(before));
  }

  /** Takes note of the end of a call, after what it has changed. */
  void ended(CallState state, ExecutionAttributes attributes) {
    CallDecision decision = state.decision();
    if (decision == null || RecentChanges.isChange(decision.operation())) {
      RecentChanges.Sent change = attributes.getAttribute(SENT);
      if (change != null) {
        changes.ended(change);
      }
    }
  }

  void succeeded(CallOutcome outcome, SdkResponse response) {
    changed(outcome);
    drift.succeeded(outcome.decision(), requestIdOf(response));
  }

  /** The request id; empty for a response without metadata, such as one that a neighbor made. */
  private static String requestIdOf(SdkResponse response) {
    AwsResponseMetadata metadata =
        response instanceof AwsResponse answer ? answer.responseMetadata() : null;
    String requestId = metadata == null ? null : metadata.requestId();
    return requestId == null ? "" : requestId;
  }

  void failed(
      CallOutcome outcome, Context.FailedExecution context, ExecutionAttributes attributes) {
    Throwable failure = context.exception();
    if (failure instanceof KmsAccessDeniedException) {
      return;
    }
    if (mayBeMade(context, attributes)) {
      changed(outcome);
    }
    KmsException answer = answerOf(context);
    if (answer == null) {
      return;
    }
    if (isError(answer, REFUSED)) {
      String requestId = answer.requestId() == null ? "" : answer.requestId();
      String message = messageOf(answer);
      boolean aboutCiphertext = isAboutCiphertext(message);
      if (denials != null && !aboutCiphertext) {
        context
            .httpRequest()
            .ifPresent(signed -> remember(denials, outcome, signed, requestId, attributes));
      }
      drift.refused(outcome.decision(), requestId, message, aboutCiphertext);
    } else if (isError(answer, DRY_RUN)) {
      drift.succeeded(outcome.decision(), "");
    }
  }

  private static void remember(
      DenialCache denials,
      CallOutcome outcome,
      SdkHttpRequest signed,
      String requestId,
      ExecutionAttributes attributes) {
    ClientProfile client = outcome.client();
    if (client != null && outcome.isSignedAlike(attributes, signed)) {
      Signature.of(signed)
          .ifPresent(by -> denials.refused(outcome.call(), client, by.accessKeyId(), requestId));
    }
  }

  /** Takes note of the changes of a call that was not decided, and was made or may have been. */
  void endedUndecided(SdkRequest request, ExecutionAttributes attributes) {
    for (KmsResource resource : undecided.of(request, attributes)) {
      changes.made(resource);
      changed.accept(resource);
    }
  }

  /**
   * Whether a failed call may have been made all the same: KMS did not refuse it, or refused only
   * the last of several attempts, of which an earlier one may have been made without an answer.
   */
  static boolean mayBeMade(Context.FailedExecution context, ExecutionAttributes attributes) {
    RecentChanges.Sent change = attributes.getAttribute(SENT);
    return answerOf(context) == null || (change != null && change.isRepeated());
  }

  /**
   * The answer of KMS with which it did not carry out a call; null if the call failed otherwise.
   * The failure of a call that a neighbor makes, of another service or of KMS, is no answer to this
   * one: KMS may have carried it out before.
   */
  private static @Nullable KmsException answerOf(Context.FailedExecution context) {
    return context.exception() instanceof KmsException answer
            && answer.statusCode() < SERVER_ERROR
            && context
                .httpResponse()
                .map(response -> response.statusCode() == answer.statusCode())
                .orElse(context.httpRequest().isEmpty())
        ? answer
        : null;
  }

  private void changed(CallOutcome outcome) {
    if (RecentChanges.isChange(outcome.decision().operation())) {
      changes.made(outcome.decision());
      RecentChanges.resources(outcome.decision()).forEach(changed);
    }
  }

  private static boolean isError(KmsException answer, String code) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details != null && code.equals(details.errorCode());
  }

  /** What KMS says of a refusal, without a local explanation; empty if it is longer than any. */
  private static String messageOf(KmsException answer) {
    AwsServiceException refusal =
        answer instanceof ExplainedRefusal explained ? explained.refusal() : answer;
    String message = refusal.awsErrorDetails().errorMessage();
    return message == null || message.length() > MAX_MESSAGE ? "" : message;
  }

  /**
   * Whether KMS refused a call for what its ciphertext says: one that another key has made, or that
   * is damaged, is refused whatever the policies allow.
   */
  private static boolean isAboutCiphertext(String message) {
    return message.regionMatches(true, 0, OF_CIPHERTEXT, 0, OF_CIPHERTEXT.length());
  }

  /**
   * A refusal of KMS with the local explanation added, which is found when its message is read;
   * every other failure unchanged. The class of the refusals of KMS is {@link KmsException}.
   */
  Throwable explained(CallOutcome outcome, Throwable failure) {
    return explanations != null
            && failure instanceof KmsException refusal
            && failure.getClass() == KmsException.class
            && isError(refusal, REFUSED)
        ? ExplainedRefusal.of(refusal, () -> explanations.apply(outcome.decision()))
        : failure;
  }
}
