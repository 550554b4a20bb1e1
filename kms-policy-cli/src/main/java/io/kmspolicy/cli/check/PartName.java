package io.kmspolicy.cli.check;

import io.kmspolicy.cli.io.OptionWords;

/** The parts of a check. */
enum PartName {
  /** New findings of the linter. */
  LINT,
  /** Key policies that KMS refuses, or that nobody could change afterwards. */
  LOCKOUT,
  /** Requests that only the policies after the change allow. */
  NEW_ACCESS,
  /** Recorded calls that the change breaks. */
  REPLAY;

  /** The name in options and reports. */
  String text() {
    return OptionWords.word(this);
  }
}
