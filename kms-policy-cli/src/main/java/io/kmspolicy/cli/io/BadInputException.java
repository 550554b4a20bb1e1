package io.kmspolicy.cli.io;

import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Invalid input of a command; the message is for its user. */
public final class BadInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An exception whose message states the mistake, its location and the correction. */
  public BadInputException(String message) {
    super(message);
  }

  /** An exception with the message of another one. */
  public static BadInputException of(Exception cause) {
    return new BadInputException(String.valueOf(cause.getMessage()));
  }

  /**
   * The message for a text that a reader rejects: the first problem and the number of the others.
   */
  public static String message(PolicySyntaxException rejection) {
    int more = rejection.problems().size() - 1;
    String first = rejection.problems().get(0).toString();
    return switch (more) {
      case 0 -> first;
      case 1 -> first + "; and 1 more problem";
      default -> first + "; and " + more + " more problems";
    };
  }

  /** The message for a file that cannot be read. */
  public static String message(String file, IOException failure) {
    String name = Quoting.escape(file);
    return failure instanceof NoSuchFileException
        ? name + ": there is no such file"
        : name + ": the file cannot be read: " + FileFailure.reason(failure);
  }
}
