package io.kmspolicy.replay.mapped;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.ContextValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;

/**
 * The condition context of a check of a decision log, at a time. What the line leaves unknown has
 * the value that the caller's identity determines, or else the value that the user states.
 */
final class LoggedContext implements TimedContext {

  private final LoggedKeys keys;
  private final StatedContext otherwise;
  private final PlannedCheck plan;
  private final Instant time;
  private boolean timeAsked;

  LoggedContext(LoggedKeys keys, StatedContext otherwise, PlannedCheck plan, Instant time) {
    this.keys = keys;
    this.otherwise = otherwise;
    this.plan = plan;
    this.time = time.truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public boolean timeAsked() {
    return timeAsked;
  }

  @Override
  public Instant time() {
    return time;
  }

  @Override
  public ContextValue get(String key) {
    if (key.equals(DerivedKey.CURRENT_TIME.keyName())) {
      return time(time.toString());
    }
    return key.equals(DerivedKey.EPOCH_TIME.keyName())
        ? time(Long.toString(time.getEpochSecond()))
        : value(key);
  }

  private ContextValue time(String text) {
    timeAsked = true;
    return ContextValue.of(text);
  }

  private ContextValue value(String key) {
    ContextValue listed = keys.get(key);
    if (plan.leavesOpen(key)) {
      return listed; // what is stated holds for the caller's own calls
    }
    if (listed instanceof ContextValue.Unknown) {
      return otherwise.get(key);
    }
    ContextValue known =
        listed instanceof ContextValue.PresentUnknown ? otherwise.get(key) : listed;
    boolean agrees =
        known instanceof ContextValue.Present || known instanceof ContextValue.PresentUnknown;
    return agrees ? known : listed;
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    return keys.under(prefix);
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return !keys.closed().contains(prefix);
  }

  /** Nothing of the call: it may be confidential. */
  @Override
  public String toString() {
    return "LoggedContext";
  }
}
