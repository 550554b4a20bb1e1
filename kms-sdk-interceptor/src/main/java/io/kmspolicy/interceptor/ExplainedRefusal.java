package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.request.LazyErrorDetails;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * A refusal of KMS whose message has the local explanation, which is found when the message is
 * first read. Everything else is as in the refusal, which it copies.
 */
final class ExplainedRefusal extends KmsException {

  private static final long serialVersionUID = 1L;

  private final transient KmsException refusal;
  private final transient Supplier<String> explanation;

  /** Lazy: the hook that compares the response with the decision reads the error code. */
  private final transient AwsErrorDetails details;

  private ExplainedRefusal(ExplainedBuilder builder) {
    super(builder);
    this.refusal = builder.refusal;
    this.explanation = builder.explanation;
    AwsErrorDetails known = refusal.awsErrorDetails();
    this.details =
        new LazyErrorDetails(
            known.toBuilder(), () -> known.errorMessage() + " [here: " + explanation.get() + "]");
    setStackTrace(refusal.getStackTrace());
  }

  /** The refusal with an explanation. */
  static ExplainedRefusal of(KmsException refusal, Supplier<String> explanation) {
    return new ExplainedBuilder(refusal, explanation).build();
  }

  /** The refusal without the explanation. */
  KmsException refusal() {
    return refusal;
  }

  /** The refusal as an exception of its own class with the whole message. */
  private KmsException explained() {
    KmsException made =
        (KmsException)
            refusal.toBuilder().awsErrorDetails(details).message(details.errorMessage()).build();
    made.setStackTrace(getStackTrace());
    return made;
  }

  @Override
  public AwsErrorDetails awsErrorDetails() {
    return details;
  }

  @Override
  public String getMessage() {
    return String.valueOf(explained().getMessage());
  }

  @Override
  public Builder toBuilder() {
    return new ExplainedBuilder(refusal, explanation);
  }

  private Object writeReplace() {
    return explained();
  }

  private static final class ExplainedBuilder extends KmsException.BuilderImpl {

    private final KmsException refusal;
    private final Supplier<String> explanation;

    ExplainedBuilder(KmsException refusal, Supplier<String> explanation) {
      super(refusal);
      this.refusal = refusal;
      this.explanation = explanation;
    }

    @Override
    public ExplainedRefusal build() {
      return new ExplainedRefusal(this);
    }
  }
}
