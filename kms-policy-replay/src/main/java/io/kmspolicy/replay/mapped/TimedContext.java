package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.request.ConditionContext;

/** A condition context that tells whether the clock was read. */
interface TimedContext extends ConditionContext {

  /** Whether a test has looked at the clock. */
  boolean timeAsked();
}
