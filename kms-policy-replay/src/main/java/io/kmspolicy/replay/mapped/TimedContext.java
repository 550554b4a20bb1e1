package io.kmspolicy.replay.mapped;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.request.ConditionContext;
import java.time.Instant;
import java.util.Set;

/** A condition context at a time, which tells whether the clock was read. */
public interface TimedContext extends ConditionContext {

  /** The condition keys that AWS fills from the clock, in lower case. */
  Set<String> TIMES = Set.of(DerivedKey.CURRENT_TIME.keyName(), DerivedKey.EPOCH_TIME.keyName());

  /** Whether a test, or an explanation, has looked at the clock. */
  boolean timeAsked();

  /** The time of the call as the conditions see it, to the second. */
  Instant time();
}
