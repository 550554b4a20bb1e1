package io.kmspolicy.model.report;

import io.kmspolicy.model.request.Decision;

/**
 * The exit statuses of the commands, by one rule: bad input before a failure, and a failure before
 * what is indeterminate. A certain failure beside a file that cannot be read is a failure.
 */
public final class ExitStatus {

  /**
   * There is nothing that counts: the request is allowed, the policies pass, the file is written.
   */
  public static final int OK = 0;

  /** Something that counts has failed for certain, such as a request that is denied. */
  public static final int DENIED = 1;

  /** The command line or a file is wrong. */
  public static final int BAD_INPUT = 2;

  /** Nothing has failed, and something that counts is indeterminate or was not read. */
  public static final int INDETERMINATE = 3;

  /** The program itself has failed. */
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
