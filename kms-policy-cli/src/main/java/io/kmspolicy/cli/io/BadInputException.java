package io.kmspolicy.cli.io;

import io.kmspolicy.model.problem.PolicySyntaxException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Input that a command cannot work with; the message is for the person who gave it. */
public final class BadInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An exception with a message that says what, where, and what would be right. */
  public BadInputException(String message) {
    super(message);
  }

  /** An exception with the message of another one. */
  public static BadInputException of(Exception wrong) {
    return new BadInputException(String.valueOf(wrong.getMessage()));
  }

  /**
   * A text that a reader refuses: its first problem with its place, and how many more there are.
   */
  public static String message(PolicySyntaxException refused) {
    int more = refused.problems().size() - 1;
    String first = refused.problems().get(0).toString();
    return switch (more) {
      case 0 -> first;
      case 1 -> first + "; and 1 more problem";
      default -> first + "; and " + more + " more problems";
    };
  }

  /** A file that cannot be read. */
  public static String message(String file, IOException failure) {
    return failure instanceof NoSuchFileException
        ? file + ": there is no such file"
        : file + ": the file cannot be read: " + failure.getMessage();
  }
}
