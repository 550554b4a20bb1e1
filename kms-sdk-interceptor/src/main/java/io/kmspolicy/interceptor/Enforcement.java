package io.kmspolicy.interceptor;

import io.kmspolicy.model.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Decides what becomes of a call that is certain to be refused. */
final class Enforcement {

  /** A load that lies further in the future says that a clock was set. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final EnforcementMode mode;
  private final Map<String, EnforcementMode> modes;
  private final Freshness freshness;
  private final Duration maximumAge;
  private final RecentChanges changes;
  private final Clock clock;

  Enforcement(
      EnforcementMode mode,
      Map<String, EnforcementMode> modes,
      Freshness freshness,
      Duration maximumAge,
      RecentChanges changes,
      Clock clock) {
    this.mode = mode;
    this.modes = Map.copyOf(modes);
    this.freshness = freshness;
    this.maximumAge = maximumAge;
    this.changes = changes;
    this.clock = clock;
  }

  EnforcementMode mode(String operation) {
    return modes.getOrDefault(operation, mode);
  }

  /** The fate of a call; the first reason to let it go counts. */
  Fate fate(Call call, Decision decision, Restraints restraints) {
    if (!decision.isCertainDenial()) {
      return Fate.PASSED;
    }
    if (restraints.bypassed()) {
      return Fate.BYPASSED;
    }
    if (restraints.grantTokens()) {
      return Fate.GRANT_TOKENS;
    }
    if (isChanging(restraints.checks())) {
      return Fate.RECENT_CHANGE;
    }
    if (isStale()) {
      return Fate.STALE;
    }
    return mode(call.operation().name()) == EnforcementMode.ENFORCE ? Fate.STOPPED : Fate.OBSERVED;
  }

  /** Whether this client changed something a moment ago that bears on these checks. */
  boolean isChanging(List<CheckDecision> checks) {
    return changes.bearOn(checks);
  }

  /** Whether what is known of these checks may be out of date. */
  boolean isExcused(List<CheckDecision> checks) {
    return isChanging(checks) || isStale();
  }

  /** Whether a layer is older than it may be, or younger than it can be. */
  boolean isStale() {
    Instant now = clock.instant();
    for (Instant loaded : freshness.loadedAt().values()) {
      Duration age = Duration.between(loaded, now);
      if (age.compareTo(maximumAge) > 0 || age.plus(CLOCK_SKEW).isNegative()) {
        return true;
      }
    }
    return false;
  }
}
