package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.PolicySyntaxException;
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

  /** The first problem of a policy or grant in a file, at its place in the file. */
  static InputException of(SourceLocation location, PolicySyntaxException rejection) {
    int more = rejection.problems().size() - 1;
    String rest =
        switch (more) {
          case 0 -> "";
          case 1 -> "; and 1 more problem";
          default -> "; and " + more + " more problems";
        };
    return new InputException(
        location,
        rejection.problems().get(0).message() + " (at " + location.pointer() + ")" + rest,
        rejection);
  }
}
