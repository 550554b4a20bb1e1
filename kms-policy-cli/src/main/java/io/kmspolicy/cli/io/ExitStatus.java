package io.kmspolicy.cli.io;

import io.kmspolicy.model.request.Decision;

/** The exit statuses of the commands. */
public final class ExitStatus {

  /** The request is allowed, or a batch succeeded. */
  public static final int OK = 0;

  /** The request is denied, or a checked batch differs from its labels. */
  public static final int DENIED = 1;

  /** The command line or its input is wrong. */
  public static final int BAD_INPUT = 2;

  /** The known facts do not determine the decision. */
  public static final int INDETERMINATE = 3;

  /** An internal error of the program. */
  public static final int INTERNAL_ERROR = 70;

  private ExitStatus() {}

  /** The status of a decision. */
  public static int of(Decision decision) {
    return switch (decision) {
      case ALLOWED -> OK;
      case EXPLICIT_DENY, IMPLICIT_DENY, DENIED -> DENIED;
      case INDETERMINATE -> INDETERMINATE;
    };
  }
}
