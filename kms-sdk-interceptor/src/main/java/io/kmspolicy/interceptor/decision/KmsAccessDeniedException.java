package io.kmspolicy.interceptor.decision;

import io.kmspolicy.interceptor.request.LazyErrorDetails;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * Thrown when a KMS call is stopped in the client because it is certain to be refused.
 *
 * <p>To a caller it looks like the refusal of KMS itself: error code {@code AccessDeniedException},
 * status code 400, no retry. Nothing was sent, so there is no request id. Its stack trace is that
 * of the call, and its message is made when it is first read. The SDK passes exceptions through
 * {@link #toBuilder()}, which keeps the class, the stack trace and the message.
 */
public final class KmsAccessDeniedException extends KmsException {

  private static final long serialVersionUID = 1L;

  private static final String ERROR_CODE = "AccessDeniedException";
  private static final String SERVICE = "Kms";
  private static final int STATUS = 400;

  /** The part of the SDK that makes attempts. */
  private static final String PIPELINE = "software.amazon.awssdk.core.internal.http.";

  private static final StackWalker READER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** Whether the exceptions of the SDK count attempts; those of SDK 2.26.3 do not. */
  private static final boolean COUNTS_ATTEMPTS = countsAttempts();

  private final transient CallDecision call;
  private final transient Text text;

  private KmsAccessDeniedException(DenialBuilder builder) {
    super(builder);
    this.call = builder.call;
    this.text = builder.text;
  }

  private static boolean countsAttempts() {
    try {
      var unused = KmsException.builder().numAttempts(1);
      return true;
    } catch (NoSuchMethodError e) {
      return false;
    }
  }

  /**
   * Makes a denial.
   *
   * @param call the decision
   * @param reason finds the reason, when it is first read
   * @param message makes the message from the reason
   */
  public static KmsAccessDeniedException of(
      CallDecision call, Supplier<String> reason, UnaryOperator<String> message) {
    KmsAccessDeniedException denial = withoutTrace(call, reason, message);
    var unused = denial.fillInStackTrace();
    return denial;
  }

  /**
   * Makes a denial whose stack trace is empty until {@link #fillInStackTrace} is called. The cost
   * of a stack trace grows with its depth, so the trace is filled in where the denial is thrown.
   *
   * @see #of
   */
  public static KmsAccessDeniedException withoutTrace(
      CallDecision call, Supplier<String> reason, UnaryOperator<String> message) {
    DenialBuilder builder = new DenialBuilder(call, new Text(reason, message));
    builder.statusCode(STATUS);
    return builder.build();
  }

  /**
   * Does nothing in the constructor of the superclass: a copy receives the trace of the original.
   */
  @Override
  @SuppressWarnings("NullAway") // The constructor of the superclass runs before the field is set.
  public synchronized Throwable fillInStackTrace() {
    return text == null ? this : super.fillInStackTrace();
  }

  /** The decision on the call; its checks contain the authorization requests and the policies. */
  public CallDecision call() {
    return call;
  }

  /**
   * The reason, without the names of the caller, the action and the key: the statement that denies,
   * or the policy that does not allow.
   */
  public String reason() {
    return text.reason();
  }

  @Override
  public AwsErrorDetails awsErrorDetails() {
    return text.details();
  }

  /**
   * Without the request id and the number of attempts, which the SDK adds: nothing was sent. The
   * SDK collects the messages of all attempts on the thread of the call; it gets the part that
   * needs no explanation.
   */
  @Override
  public String getMessage() {
    return READER.getCallerClass().getName().startsWith(PIPELINE) ? ERROR_CODE : message();
  }

  private String message() {
    return awsErrorDetails().errorMessage()
        + " (Service: "
        + SERVICE
        + ", Status Code: "
        + STATUS
        + ")";
  }

  /**
   * Serialized as the SDK's own class: a decision contains a request, which must not be written.
   */
  private Object writeReplace() {
    Builder builder = KmsException.builder();
    builder.awsErrorDetails(awsErrorDetails()).requestId(requestId()).statusCode(STATUS);
    if (COUNTS_ATTEMPTS) {
      builder.numAttempts(numAttempts());
    }
    AwsServiceException replacement = builder.build();
    replacement.setStackTrace(getStackTrace());
    return replacement;
  }

  @Override
  public Builder toBuilder() {
    return new DenialBuilder(this);
  }

  /**
   * The reason, the message and the details, made when they are first read. Racing readers make
   * equal ones.
   */
  private static final class Text {

    private final Supplier<String> reasonSource;
    private final UnaryOperator<String> messageSource;
    private volatile @Nullable AwsErrorDetails details;
    private volatile @Nullable String reason;

    Text(Supplier<String> reasonSource, UnaryOperator<String> messageSource) {
      this.reasonSource = reasonSource;
      this.messageSource = messageSource;
    }

    String reason() {
      String found = reason;
      if (found == null) {
        found = reasonSource.get();
        reason = found;
      }
      return found;
    }

    AwsErrorDetails details() {
      AwsErrorDetails made = details;
      if (made == null) {
        made =
            new LazyErrorDetails(
                AwsErrorDetails.builder().errorCode(ERROR_CODE).serviceName(SERVICE),
                () -> messageSource.apply(reason()));
        details = made;
      }
      return made;
    }
  }

  private static final class DenialBuilder extends KmsException.BuilderImpl {

    private final CallDecision call;
    private final Text text;

    /** The stack trace of the denial that is copied; null for a new denial. */
    private final StackTraceElement @Nullable [] stackTrace;

    DenialBuilder(CallDecision call, Text text) {
      this.call = call;
      this.text = text;
      this.stackTrace = null;
    }

    /** Does not copy the error details: reading them would make the message. */
    DenialBuilder(KmsAccessDeniedException denial) {
      this.call = denial.call;
      this.text = denial.text;
      this.stackTrace = denial.getStackTrace();
      cause(denial.getCause());
      requestId(denial.requestId());
      statusCode(denial.statusCode());
      if (COUNTS_ATTEMPTS) {
        numAttempts(denial.numAttempts());
      }
    }

    @Override
    public KmsAccessDeniedException build() {
      KmsAccessDeniedException denial = new KmsAccessDeniedException(this);
      if (stackTrace != null) {
        denial.setStackTrace(stackTrace);
      }
      return denial;
    }
  }
}
