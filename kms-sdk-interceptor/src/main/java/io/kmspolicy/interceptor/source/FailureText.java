package io.kmspolicy.interceptor.source;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in one line why a load failed, without what services were told or policies say. */
final class FailureText {

  private static final int LONGEST = 300;

  private FailureText() {}

  static String of(Throwable problem) {
    if (problem instanceof AwsServiceException service) {
      return service(service);
    }
    String message = Optional.ofNullable(problem.getMessage()).orElse("");
    return problem instanceof SdkException || problem instanceof SourceException
        ? shortened(message)
        : shortened(problem.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message));
  }

  private static String service(AwsServiceException problem) {
    String code =
        Optional.ofNullable(problem.awsErrorDetails())
            .flatMap(details -> Optional.ofNullable(details.errorCode()))
            .orElse("no error code");
    return code + " (HTTP " + problem.statusCode() + ")";
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
