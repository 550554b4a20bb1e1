package io.kmspolicy.source;

import java.util.Optional;

/** Renders the reason of a failed load as one line, without contents of requests or policies. */
final class FailureText {

  private static final int MAX_LENGTH = 300;

  private FailureText() {}

  static String of(Throwable problem) {
    String message = Optional.ofNullable(problem.getMessage()).orElse("");
    return problem instanceof SourceException
        ? shortened(message)
        : shortened(problem.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message));
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
  }
}
