package io.kmspolicy.cli.check;

import io.kmspolicy.cli.io.OptionWords;

/** The outcome of a part of the check. */
enum Outcome {
  /** Nothing is wrong, for certain. */
  PASSED,
  /** What is known does not decide it. */
  INDETERMINATE,
  /** Something is wrong, for certain. */
  FAILED,
  /** Input could not be read, so the part is not complete. */
  LOST;

  /** The name in reports. */
  String text() {
    return OptionWords.word(this);
  }
}
