package io.kmspolicy.source;

import java.util.Optional;

/** Says in one line why a load failed, without what services were told or policies say. */
final class FailureText {

  private static final int LONGEST = 300;

  private FailureText() {}

  static String of(Throwable problem) {
    String message = Optional.ofNullable(problem.getMessage()).orElse("");
    return problem instanceof SourceException
        ? shortened(message)
        : shortened(problem.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message));
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
