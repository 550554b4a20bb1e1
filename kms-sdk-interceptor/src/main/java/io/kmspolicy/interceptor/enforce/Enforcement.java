package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Map;

/** Decides what becomes of a call that is certain to be refused. */
public final class Enforcement {

  private final EnforcementMode mode;
  private final Map<String, EnforcementMode> modes;
  private final StalenessCheck age;
  private final RecentChanges changes;

  public Enforcement(
      EnforcementMode mode,
      Map<String, EnforcementMode> modes,
      StalenessCheck age,
      RecentChanges changes) {
    this.mode = mode;
    this.modes = Map.copyOf(modes);
    this.age = age;
    this.changes = changes;
  }

  public EnforcementMode mode(String operation) {
    return modes.getOrDefault(operation, mode);
  }

  /** The fate of a call; the first reason to let it go counts. */
  public Disposition fate(InterceptedCall call, Decision decision, EnforcementContext restraints) {
    if (!decision.isCertainDenial()) {
      return Disposition.PASSED;
    }
    if (restraints.bypassed()) {
      return Disposition.BYPASSED;
    }
    if (restraints.grantTokens()) {
      return Disposition.GRANT_TOKENS;
    }
    if (isChanging(restraints.checks())) {
      return Disposition.RECENT_CHANGE;
    }
    if (age.isStale(restraints.checks())) {
      return Disposition.STALE;
    }
    return mode(call.operation().name()) == EnforcementMode.ENFORCE
        ? Disposition.STOPPED
        : Disposition.OBSERVED;
  }

  /** Whether this client changed something a moment ago that bears on these checks. */
  public boolean isChanging(List<CheckDecision> checks) {
    return changes.bearOn(checks);
  }

  /** Whether what is known of these checks may be out of date. */
  public boolean isExcused(List<CheckDecision> checks) {
    return isChanging(checks) || age.isStale(checks);
  }
}
