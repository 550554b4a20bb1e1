package io.kmspolicy.interceptor;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * Says that a KMS call was stopped in the client because it is certain to be refused.
 *
 * <p>It looks to a caller like the refusal of KMS itself: error code {@code AccessDeniedException},
 * status code 400, no retry. Nothing was sent, so there is no request id. It carries no stack
 * trace. It survives {@link #toBuilder()}, through which the SDK passes exceptions.
 */
public final class KmsAccessDeniedException extends KmsException {

  private static final long serialVersionUID = 1L;

  private static final String ERROR_CODE = "AccessDeniedException";
  private static final String SERVICE = "Kms";
  private static final int STATUS = 400;

  private final transient CallDecision call;
  private final String reason;

  private KmsAccessDeniedException(DenialBuilder builder) {
    super(builder);
    this.call = builder.call;
    this.reason = builder.reason;
  }

  static KmsAccessDeniedException of(CallDecision call, String reason, String message) {
    DenialBuilder builder = new DenialBuilder(call, reason);
    builder.awsErrorDetails(
        AwsErrorDetails.builder()
            .errorCode(ERROR_CODE)
            .errorMessage(message)
            .serviceName(SERVICE)
            .build());
    builder.message(message).statusCode(STATUS).writableStackTrace(false);
    return builder.build();
  }

  /** The decision on the call; its checks hold the questions and the policies. */
  public CallDecision call() {
    return call;
  }

  /**
   * Why, without the names of the caller, the action and the key: the statement that denies, or the
   * policy that does not allow.
   */
  public String reason() {
    return reason;
  }

  @Override
  public Builder toBuilder() {
    return new DenialBuilder(this);
  }

  private static final class DenialBuilder extends KmsException.BuilderImpl {

    private final CallDecision call;
    private final String reason;

    DenialBuilder(CallDecision call, String reason) {
      this.call = call;
      this.reason = reason;
    }

    DenialBuilder(KmsAccessDeniedException denial) {
      super(denial);
      this.call = denial.call;
      this.reason = denial.reason;
      writableStackTrace(false);
    }

    @Override
    public KmsAccessDeniedException build() {
      return new KmsAccessDeniedException(this);
    }
  }
}
