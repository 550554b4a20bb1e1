package io.kmspolicy.cli.check;

import io.kmspolicy.cli.io.ExitStatus;
import io.kmspolicy.cli.lockout.LockoutReport;
import io.kmspolicy.model.policy.SourceLocation;

/**
 * The answer of the lockout check about one key policy.
 *
 * @param policy the name of the policy: its file, or its file and its name in the file
 * @param place its place in a file
 * @param caller who sets it, if that is known; otherwise empty
 * @param report the answer
 */
record KeyLockout(String policy, SourceLocation place, String caller, LockoutReport report) {

  Outcome outcome() {
    return switch (report.status()) {
      case ExitStatus.OK -> Outcome.PASSED;
      case ExitStatus.DENIED -> Outcome.FAILED;
      default -> Outcome.UNDECIDED;
    };
  }
}
