package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.request.Decision;
import java.util.List;

/** Decides whether a call that is certain to be refused is stopped. Thread-safe. */
public final class Enforcement {

  private final EnforcementModes modes;
  private final StalenessCheck age;
  private final RecentChanges changes;

  public Enforcement(EnforcementModes modes, StalenessCheck age, RecentChanges changes) {
    this.modes = modes;
    this.age = age;
    this.changes = changes;
  }

  /** The modes of the operations. */
  public EnforcementModes modes() {
    return modes;
  }

  /** The disposition of a call; the first reason to let it go counts. */
  public Disposition disposition(Decision decision, EnforcementContext restraints) {
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
    return restraints.mode() == EnforcementMode.ENFORCE
        ? Disposition.STOPPED
        : Disposition.OBSERVED;
  }

  /** Whether a recent change by this client may affect these checks. */
  public boolean isChanging(List<CheckDecision> checks) {
    return changes.bearOn(checks);
  }

  /** Whether the policies of these checks may be out of date. */
  public boolean isExcused(List<CheckDecision> checks) {
    return isChanging(checks) || age.isStale(checks);
  }
}
