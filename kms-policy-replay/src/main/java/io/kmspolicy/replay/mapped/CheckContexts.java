package io.kmspolicy.replay.mapped;

import java.util.Map;

/** Makes the condition contexts of the checks of one event. */
interface CheckContexts {

  /** The parameters of the request. */
  Map<String, Object> parameters();

  /** The context at the earliest time at which KMS can have made a check. */
  TimedContext early(CheckSubject subject, String region);

  /** The context at the latest time. */
  TimedContext late(CheckSubject subject, String region);
}
