package io.kmspolicy.replay.judge;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.mapping.ApplicableLayers;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.mapped.CheckSubject;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The policies of one source in the form in which checks are decided on them: the layers that apply
 * to a check, and the authorizer that compiles them. Judges that share them compile each policy
 * once. Thread-safe if the source is.
 */
public final class CompletedPolicies implements AutoCloseable {

  private final PolicySource source;
  private final KeyDirectory keys;
  private final Authorizer authorizer = Authorizer.builder().factsFromIdentity().build();

  private final ByIdentity<PrincipalPolicies, PrincipalPolicies> withoutEndpoint =
      new ByIdentity<>(ApplicableLayers::withoutEndpoint);

  private final ByIdentity<PrincipalPolicies, PrincipalPolicies> unknownEndpoint =
      new ByIdentity<>(ApplicableLayers::withUnknownEndpoint);

  /** Of checks on keys, by who manages the key. */
  private final ByIdentity<KeyPolicies, Map<Optional<KeyManager>, KeyPolicies>> ofKeys =
      new ByIdentity<>(first -> new ConcurrentHashMap<>());

  private final ByIdentity<KeyPolicies, Map<Optional<KeyManager>, KeyPolicies>> ofOthers =
      new ByIdentity<>(first -> new ConcurrentHashMap<>());

  /** What was made of policies, by identity, so that the engine finds the same objects again. */
  private static final class ByIdentity<K, V> {

    private final Map<K, V> made = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Function<K, V> make;

    ByIdentity(Function<K, V> make) {
      this.make = make;
    }

    V of(K policies) {
      return made.computeIfAbsent(policies, make);
    }
  }

  /**
   * The policies of a source.
   *
   * @param source the policies
   * @param keys the properties of keys
   */
  public CompletedPolicies(PolicySource source, KeyDirectory keys) {
    this.source = source;
    this.keys = keys;
  }

  PolicySource source() {
    return source;
  }

  KeyDirectory keys() {
    return keys;
  }

  Authorizer authorizer() {
    return authorizer;
  }

  /**
   * The layers of the caller of a check. The endpoint of a call that a service or KMS made is not
   * the caller's, and none limits a call that came through none.
   */
  PrincipalPolicies principal(CheckSubject check) {
    PrincipalPolicies found = source.principal(check.caller());
    return switch (check.route()) {
      case ENDPOINT -> isOfEndpoint(check) ? found : unknownEndpoint.of(found);
      case PUBLIC -> withoutEndpoint.of(found);
      case NOT_KNOWN -> unknownEndpoint.of(found);
    };
  }

  /** A call goes to the Region of its resource; without one, the Region is not looked at. */
  private boolean isOfEndpoint(CheckSubject check) {
    return check.resource() instanceof KmsResource.Owned owned
        ? ApplicableLayers.isThroughEndpoint(check.plan(), owned.region(), source)
        : !check.plan().isMadeByKms();
  }

  /** The layers of the resource of a check. */
  KeyPolicies resource(CheckSubject check) {
    Caller.AccountCaller caller = check.caller();
    KeyPolicies found = source.key(check.resource(), caller);
    Optional<KeyMetadata> metadata =
        check.resource() instanceof KmsResource.Key key ? keys.metadata(key) : Optional.empty();
    if (check.plan().isForIdentityPoliciesOnly()) {
      return ApplicableLayers.ofResource(check.plan(), caller, metadata, found);
    }
    Optional<KeyManager> manager = metadata.map(KeyMetadata::manager);
    Map<Optional<KeyManager>, KeyPolicies> byManager =
        (check.plan().isOnKey() ? ofKeys : ofOthers).of(found);
    KeyPolicies known = byManager.get(manager);
    if (known != null) {
      return known;
    }
    KeyPolicies made = ApplicableLayers.ofResource(check.plan(), caller, metadata, found);
    KeyPolicies before = byManager.putIfAbsent(manager, made);
    return before == null ? made : before;
  }

  /** The statistics of the rows that the authorizer has made. */
  public RowStatistics rowStatistics() {
    return authorizer.rowStatistics();
  }

  @Override
  public void close() {
    authorizer.close();
  }
}
