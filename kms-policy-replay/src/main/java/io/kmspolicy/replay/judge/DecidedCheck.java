package io.kmspolicy.replay.judge;

import io.kmspolicy.engine.TimeDependence;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.suggest.AllowingStatement;
import io.kmspolicy.replay.usage.UsedParts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The policies of one check, and its decisions so far. Not thread-safe. */
final class DecidedCheck {

  private final AppliedPolicies policies;

  /** Those of all checks that the policies decide alike. */
  private final ContextMemo<Decision> decisions;

  /** Made when they are needed: most checks need none of these. */
  private @Nullable Map<AwsAnswer.Denied, ContextMemo<Boolean>> denials;

  private @Nullable ContextMemo<UsedParts> usedByAllowed;
  private @Nullable ContextMemo<UsedParts> usedByDenied;

  private @Nullable ContextMemo<List<AllowingStatement>> allowing;

  /** Made when a condition first reads the time. */
  private @Nullable TimeDependence times;

  /**
   * A check.
   *
   * @param decisions the decisions so far, which other checks may share
   */
  DecidedCheck(AppliedPolicies policies, ContextMemo<Decision> decisions) {
    this.policies = policies;
    this.decisions = decisions;
  }

  AppliedPolicies policies() {
    return policies;
  }

  /** When decisions on the policies can change. */
  TimeDependence times() {
    times = times == null ? TimeDependence.of(policies.all()) : times;
    return times;
  }

  ContextMemo<Decision> decisions() {
    return decisions;
  }

  /** Whether the layer that AWS names can have denied the check. */
  ContextMemo<Boolean> denials(AwsAnswer.Denied aws) {
    if (denials == null) {
      denials = new HashMap<>(2);
    }
    return denials.computeIfAbsent(aws, first -> new ContextMemo<>());
  }

  /** The parts of the policies that calls which AWS allowed, or denied, have used. */
  ContextMemo<UsedParts> used(boolean allowed) {
    if (allowed) {
      usedByAllowed = usedByAllowed == null ? new ContextMemo<>() : usedByAllowed;
      return usedByAllowed;
    }
    usedByDenied = usedByDenied == null ? new ContextMemo<>() : usedByDenied;
    return usedByDenied;
  }

  /** The statements of the key policy that calls which AWS allowed have needed. */
  ContextMemo<List<AllowingStatement>> allowing() {
    allowing = allowing == null ? new ContextMemo<>() : allowing;
    return allowing;
  }
}
