package io.kmspolicy.interceptor.decision;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * Says that a KMS call was stopped in the client because it is certain to be refused.
 *
 * <p>It looks to a caller like the refusal of KMS itself: error code {@code AccessDeniedException},
 * status code 400, no retry. Nothing was sent, so there is no request id. It carries no stack
 * trace, and its words are found when they are read first. It survives {@link #toBuilder()},
 * through which the SDK passes exceptions.
 */
public final class KmsAccessDeniedException extends KmsException {

  private static final long serialVersionUID = 1L;

  private static final String ERROR_CODE = "AccessDeniedException";
  private static final String SERVICE = "Kms";
  private static final int STATUS = 400;

  private final transient CallDecision call;
  private final transient Words words;

  private KmsAccessDeniedException(DenialBuilder builder) {
    super(builder);
    this.call = builder.call;
    this.words = builder.words;
  }

  /**
   * Makes a denial.
   *
   * @param reason finds the reason
   * @param message makes the message of the reason
   */
  public static KmsAccessDeniedException of(
      CallDecision call, Supplier<String> reason, UnaryOperator<String> message) {
    DenialBuilder builder = new DenialBuilder(call, new Words(reason, message));
    builder.statusCode(STATUS).writableStackTrace(false);
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
    return words.reason();
  }

  @Override
  public AwsErrorDetails awsErrorDetails() {
    return words.details();
  }

  @Override
  public String getMessage() {
    return String.valueOf(plain().getMessage());
  }

  /** The words as an exception of the SDK. */
  private AwsServiceException plain() {
    return KmsException.builder()
        .awsErrorDetails(awsErrorDetails())
        .requestId(requestId())
        .statusCode(STATUS)
        .numAttempts(numAttempts())
        .writableStackTrace(false)
        .build();
  }

  /** Decisions hold requests, which are not for the wire. */
  private Object writeReplace() {
    return plain();
  }

  @Override
  public Builder toBuilder() {
    return new DenialBuilder(this);
  }

  /** What the exception says. Racing readers find the same. */
  private static final class Words {

    private final Supplier<String> finding;
    private final UnaryOperator<String> telling;
    private volatile @Nullable String reason;
    private volatile @Nullable AwsErrorDetails details;

    Words(Supplier<String> finding, UnaryOperator<String> telling) {
      this.finding = finding;
      this.telling = telling;
    }

    String reason() {
      String found = reason;
      if (found == null) {
        found = finding.get();
        reason = found;
      }
      return found;
    }

    AwsErrorDetails details() {
      AwsErrorDetails made = details;
      if (made == null) {
        made =
            AwsErrorDetails.builder()
                .errorCode(ERROR_CODE)
                .errorMessage(telling.apply(reason()))
                .serviceName(SERVICE)
                .build();
        details = made;
      }
      return made;
    }
  }

  private static final class DenialBuilder extends KmsException.BuilderImpl {

    private final CallDecision call;
    private final Words words;

    DenialBuilder(CallDecision call, Words words) {
      this.call = call;
      this.words = words;
    }

    /** Copies by hand: copying the details would find the words. */
    DenialBuilder(KmsAccessDeniedException denial) {
      this(denial.call, denial.words);
      cause(denial.getCause());
      requestId(denial.requestId());
      statusCode(denial.statusCode());
      numAttempts(denial.numAttempts());
      writableStackTrace(false);
    }

    @Override
    public KmsAccessDeniedException build() {
      return new KmsAccessDeniedException(this);
    }
  }
}
