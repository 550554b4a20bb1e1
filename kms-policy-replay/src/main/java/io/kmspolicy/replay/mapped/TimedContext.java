package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.request.ConditionContext;
import java.time.Instant;

/** A condition context at a time, which tells whether the clock was read. */
public interface TimedContext extends ConditionContext {

  /** Whether a test has looked at the clock. */
  boolean timeAsked();

  /** The time of the call as the conditions see it, to the second. */
  Instant time();
}
