package io.kmspolicy.source;

import io.kmspolicy.model.text.Quoting;
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
    return Quoting.escape(Quoting.shorten(text.lines().findFirst().orElse(""), MAX_LENGTH));
  }
}
