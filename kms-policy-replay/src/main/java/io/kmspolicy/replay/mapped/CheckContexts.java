package io.kmspolicy.replay.mapped;

/** Makes the condition contexts of the checks of one event. */
interface CheckContexts {

  /** The context at the earliest time at which KMS can have made a check. */
  TimedContext early(CheckSubject subject, String region);

  /** The context at the latest time. */
  TimedContext late(CheckSubject subject, String region);
}
