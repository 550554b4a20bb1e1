package io.kmspolicy.interceptor;

import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Map;

/** Decides what becomes of a call that is certain to be refused. */
final class Enforcement {

  private final EnforcementMode mode;
  private final Map<String, EnforcementMode> modes;
  private final PolicyAge age;
  private final RecentChanges changes;

  Enforcement(
      EnforcementMode mode,
      Map<String, EnforcementMode> modes,
      PolicyAge age,
      RecentChanges changes) {
    this.mode = mode;
    this.modes = Map.copyOf(modes);
    this.age = age;
    this.changes = changes;
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
    if (age.isStale()) {
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
    return isChanging(checks) || age.isStale();
  }
}
