package io.kmspolicy.spark;

/** What a row of a judged trail is about. */
enum RowKind {
  /** A question with how AWS's answer and the answer of the policies compare. */
  AGREEMENT,
  /** A question on which the proposed policies decide otherwise. */
  CHANGE,
  /** A cell of the matrix. */
  CELL,
  /** The number of events that are not judged for one reason. */
  NOT_JUDGED,
  /** Of the events that are not judged for one reason, the calls that may have been allowed. */
  UNJUDGED_CALLS,
  /** The number of events of other services. */
  OTHER_SERVICES,
  /** The number of events of KMS. */
  KMS,
  /** The number of events of KMS outside the chosen time or account. */
  SKIPPED,
  /** The number of events that were judged. */
  JUDGED,
  /** The number of records that could not be read. */
  LOST_RECORDS,
  /** A record that could not be read. */
  LOST;

  /** Whether rows of this kind are questions. */
  boolean isQuestion() {
    return this == AGREEMENT || this == CHANGE;
  }
}
