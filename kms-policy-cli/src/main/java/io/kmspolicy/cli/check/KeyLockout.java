package io.kmspolicy.cli.check;

import io.kmspolicy.lint.report.LockoutReport;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.report.ResourcePlace;

/**
 * The answer of the lockout check about one key policy.
 *
 * @param policy the name of the policy: its file, or its file and its name in the file
 * @param place its place in a file
 * @param caller who sets it, if that is known; otherwise empty
 * @param report the answer
 * @param asBefore whether the policy and the answer are those before the change
 */
record KeyLockout(
    String policy, ResourcePlace place, String caller, LockoutReport report, boolean asBefore) {

  /** The policy, and where the resource of it is. */
  String title() {
    return place.address().isEmpty() ? policy : place.address() + " in " + place.file();
  }

  /** The same answer, which was there before the change. */
  KeyLockout kept() {
    return new KeyLockout(policy, place, caller, report, true);
  }

  /** Whether the change leaves open what was not open, or not in this way. */
  boolean isNewlyOpen() {
    return outcome() == Outcome.INDETERMINATE && !asBefore;
  }

  Outcome outcome() {
    return switch (report.status()) {
      case ExitStatus.OK -> Outcome.PASSED;
      case ExitStatus.DENIED -> Outcome.FAILED;
      default -> Outcome.INDETERMINATE;
    };
  }
}
