package io.kmspolicy.replay.history;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.spi.PolicySource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy source with the key policies and grants that a trail records, as of a chosen time. A key
 * policy or grants without a recorded change are those of the other source. If grants changed, they
 * are known only if the creation of the key is recorded. First all changes are added, in any order,
 * and then times are chosen. Memory grows with the number of changes. Not thread-safe.
 */
public final class PolicyHistory implements PolicySource {

  private final PolicySource others;
  private final Map<String, List<KeyChange>> changes = new HashMap<>();
  private final Map<String, KeyTimeline> timelines = new HashMap<>();
  private final IdentityHashMap<KeyTimeline.State, Version> versions = new IdentityHashMap<>();
  private Instant from = Instant.EPOCH;
  private Instant to = Instant.EPOCH;

  /**
   * A history without changes.
   *
   * @param others the source of every other layer
   */
  public PolicyHistory(PolicySource others) {
    this.others = others;
  }

  /** The layers of a key between two changes. */
  private record Version(int number, KeyPolicies layers) {}

  /**
   * Adds the change that an event records, if it records one.
   *
   * @return false if the event changes a key that it does not name
   */
  public boolean add(TrailEvent event) {
    Optional<KeyChange> change = ChangeReader.read(event);
    if (change.isEmpty()) {
      return true;
    }
    String key = ChangeReader.key(event);
    if (key.isEmpty()) {
      return false;
    }
    changes.computeIfAbsent(key, first -> new ArrayList<>()).add(change.get());
    return true;
  }

  /** Chooses the earliest and the latest time of the next questions. */
  public void moveTo(Instant earliest, Instant latest) {
    from = earliest;
    to = latest;
  }

  /** A number that differs wherever the layers of a resource differ between two times. */
  public int version(KmsResource resource, Caller caller) {
    Version version = versionNow(resource, caller);
    return version == null ? 0 : version.number();
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    return others.principal(caller);
  }

  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    return others.rolePath(session);
  }

  @Override
  public boolean hasVpcEndpointIn(String region) {
    return others.hasVpcEndpointIn(region);
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    Version version = versionNow(resource, caller);
    return version == null ? others.key(resource, caller) : version.layers();
  }

  private @Nullable Version versionNow(KmsResource resource, Caller caller) {
    String arn = resource.arn();
    if (!changes.containsKey(arn)) {
      return null;
    }
    KeyTimeline timeline =
        timelines.computeIfAbsent(arn, first -> new KeyTimeline(changes.get(arn)));
    KeyTimeline.State state = timeline.between(from, to);
    Version known = versions.get(state);
    if (known != null) {
      return known;
    }
    KeyPolicies base = others.key(resource, caller);
    Version made =
        new Version(
            versions.size() + 1,
            new KeyPolicies(
                timeline.policyOr(base.key(), state),
                timeline.grantsOr(base.grants(), state),
                base.resourceControl(),
                base.manager()));
    versions.put(state, made);
    return made;
  }
}
