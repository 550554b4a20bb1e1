package io.kmspolicy.interceptor.source;

import io.kmspolicy.source.LayerLoader;
import io.kmspolicy.source.SourceException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Describes failures of AWS calls without contents of requests or policies. */
final class AwsFailures {

  private AwsFailures() {}

  /**
   * A loader that turns failures of AWS calls into source exceptions whose messages may be logged.
   */
  static <K, V> LayerLoader<K, V> described(LayerLoader<K, V> loader) {
    return subject -> {
      try {
        return loader.load(subject);
      } catch (SdkException e) {
        throw new SourceException(text(e), e);
      }
    };
  }

  private static String text(SdkException problem) {
    if (problem instanceof AwsServiceException service) {
      String code =
          Optional.ofNullable(service.awsErrorDetails())
              .flatMap(details -> Optional.ofNullable(details.errorCode()))
              .orElse("no error code");
      return code + " (HTTP " + service.statusCode() + ")";
    }
    return Optional.ofNullable(problem.getMessage()).orElse("");
  }
}
