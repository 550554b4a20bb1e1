package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.SourceLocation;
import java.io.IOException;

/** A file that cannot be read; the message begins with file, line and column. */
public final class InputException extends IOException {

  private static final long serialVersionUID = 1L;

  InputException(SourceLocation location, String message) {
    super(location + ": " + message);
  }

  InputException(SourceLocation location, String message, Throwable cause) {
    super(location + ": " + message, cause);
  }
}
