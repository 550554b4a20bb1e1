package io.kmspolicy.model.problem;

/** Input that cannot be used; the message is for the person who gave it. */
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
}
