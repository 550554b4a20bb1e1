package io.kmspolicy.interceptor.request;

import java.io.Serial;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;

/**
 * Error details whose message is made when it is first read. The SDK reads the error code of each
 * exception that it may retry, on the thread of the call.
 */
public final class LazyErrorDetails extends AwsErrorDetails {

  private static final long serialVersionUID = 1L;

  private final transient AwsErrorDetails known;
  private final transient Supplier<String> message;
  private transient volatile @Nullable AwsErrorDetails complete;

  /**
   * Creates details.
   *
   * @param known everything but the message
   * @param message makes the message; racing readers make equal ones
   */
  public LazyErrorDetails(Builder known, Supplier<String> message) {
    super(known);
    this.known = known.build();
    this.message = message;
  }

  private AwsErrorDetails complete() {
    AwsErrorDetails made = complete;
    if (made == null) {
      made = known.toBuilder().errorMessage(message.get()).build();
      complete = made;
    }
    return made;
  }

  @Override
  public String errorMessage() {
    return complete().errorMessage();
  }

  @Override
  public Builder toBuilder() {
    return complete().toBuilder();
  }

  @Override
  public boolean equals(Object other) {
    return complete()
        .equals(other instanceof LazyErrorDetails details ? details.complete() : other);
  }

  @Override
  public int hashCode() {
    return complete().hashCode();
  }

  @Override
  public String toString() {
    return complete().toString();
  }

  @Serial
  private Object writeReplace() {
    return complete();
  }
}
