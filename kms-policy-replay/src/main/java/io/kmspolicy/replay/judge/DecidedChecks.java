package io.kmspolicy.replay.judge;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.mapped.RecordedCheck;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The checks that were decided so far. Bounded: when it is full, it is emptied, and questions are
 * decided once more. Not thread-safe.
 */
final class DecidedChecks {

  /** Checks and decisions together, some hundred bytes each. */
  private static final int MAX_KEPT = 200_000;

  private final Map<Key, DecidedCheck> checks = new HashMap<>();
  private int kept;

  /**
   * What a decision depends on beside the condition context.
   *
   * @param version the version of the policies
   */
  private record Key(
      Caller.AccountCaller caller,
      PlannedCheck plan,
      KmsResource resource,
      String grantId,
      boolean throughService,
      int version) {}

  DecidedCheck of(
      RecordedCheck check, boolean throughService, int version, Supplier<DecidedCheck> first) {
    Key key =
        new Key(
            check.caller(),
            check.plan(),
            check.resource(),
            check.grantId(),
            throughService,
            version);
    DecidedCheck known = checks.get(key);
    if (known != null) {
      return known;
    }
    count();
    DecidedCheck made = first.get();
    checks.put(key, made);
    return made;
  }

  /** Counts a check or a decision that is kept. */
  void count() {
    if (kept >= MAX_KEPT) {
      checks.clear();
      kept = 0;
    }
    kept++;
  }
}
