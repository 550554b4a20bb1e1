package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.spi.PolicySource;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the callers of events. Callers with equal names are one object. The reader shares one
 * object between equal identities of records, by which most callers are found without their names.
 * Bounded. Not thread-safe.
 */
final class RecentCallers {

  private static final int MAX_NAMES = 20_000;

  private final PolicySource policies;

  private final Recent<RecordedCaller.Names, Optional<Caller.AccountCaller>> byName =
      new Recent<>(MAX_NAMES, this::find);

  private final IdentityHashMap<Object, Optional<Caller.AccountCaller>> byIdentity =
      new IdentityHashMap<>();

  /** No callers yet; the policies know the paths of roles that a record does not name. */
  RecentCallers(PolicySource policies) {
    this.policies = policies;
  }

  private Optional<Caller.AccountCaller> find(RecordedCaller.Names names) {
    return RecordedCaller.of(names).map(policies::withRolePath);
  }

  /** The caller of an event; null if the record does not identify one with an ARN. */
  Caller.@Nullable AccountCaller of(TrailEvent event) {
    Map<String, Object> identity = event.identity();
    Optional<Caller.AccountCaller> known = byIdentity.get(identity);
    if (known == null) {
      known = byName.get(RecordedCaller.Names.of(event));
      if (byIdentity.size() >= MAX_NAMES) {
        byIdentity.clear();
      }
      byIdentity.put(identity, known);
    }
    return known.orElse(null);
  }
}
