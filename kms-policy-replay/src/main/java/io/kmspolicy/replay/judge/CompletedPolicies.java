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
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The policies of one source in the form in which checks are decided on them: the layers that apply
 * to a check, completed by what is stated, and the authorizer that compiles them. Judges that share
 * them compile each policy once. Thread-safe if the source is.
 */
public final class CompletedPolicies implements AutoCloseable {

  private final PolicySource source;
  private final KeyDirectory keys;
  private final StatedNone none;
  private final Authorizer authorizer = Authorizer.builder().build();

  /** What was completed, by identity, so that the engine finds the same objects again. */
  private final Map<PrincipalPolicies, PrincipalPolicies> principals = byIdentity();

  private final Map<PrincipalPolicies, PrincipalPolicies> withoutEndpoint = byIdentity();
  private final Map<PrincipalPolicies, PrincipalPolicies> unknownEndpoint = byIdentity();
  private final Map<KeyPolicies, Map<Applicability, KeyPolicies>> resources = byIdentity();

  /** What decides which layers of a resource apply. */
  private record Applicability(boolean onKey, Optional<KeyManager> manager) {}

  /**
   * The policies of a source.
   *
   * @param source the policies
   * @param keys the properties of keys
   * @param none the layers that are stated to be none where the source leaves them unknown
   */
  public CompletedPolicies(PolicySource source, KeyDirectory keys, StatedNone none) {
    this.source = source;
    this.keys = keys;
    this.none = none;
  }

  private static <K, V> Map<K, V> byIdentity() {
    return Collections.synchronizedMap(new IdentityHashMap<>());
  }

  PolicySource source() {
    return source;
  }

  KeyDirectory keys() {
    return keys;
  }

  StatedNone none() {
    return none;
  }

  Authorizer authorizer() {
    return authorizer;
  }

  /**
   * The layers of a caller who makes a check. The endpoint of a call that a service or KMS made is
   * not the caller's, and none limits a call that came through none.
   */
  PrincipalPolicies principal(CheckSubject check, Caller.AccountCaller caller) {
    PrincipalPolicies found = source.principal(caller);
    PrincipalPolicies applicable =
        switch (check.route()) {
          case ENDPOINT -> isOfEndpoint(check) ? found : withUnknownEndpoint(found);
          case PUBLIC -> withoutEndpoint.computeIfAbsent(found, ApplicableLayers::withoutEndpoint);
          case NOT_KNOWN -> withUnknownEndpoint(found);
        };
    return principals.computeIfAbsent(applicable, none::complete);
  }

  private PrincipalPolicies withUnknownEndpoint(PrincipalPolicies found) {
    return unknownEndpoint.computeIfAbsent(found, ApplicableLayers::withUnknownEndpoint);
  }

  /** A call goes to the Region of its resource; without one, the Region is not looked at. */
  private boolean isOfEndpoint(CheckSubject check) {
    return check.resource() instanceof KmsResource.Owned owned
        ? ApplicableLayers.isThroughEndpoint(check.plan(), owned.region(), source)
        : !check.plan().isMadeByKms();
  }

  /** The layers of the resource of a check that a caller makes. */
  KeyPolicies resource(CheckSubject check, Caller.AccountCaller caller) {
    KeyPolicies found = source.key(check.resource(), caller);
    Optional<KeyMetadata> metadata =
        check.resource() instanceof KmsResource.Key key ? keys.metadata(key) : Optional.empty();
    if (check.plan().isForIdentityPoliciesOnly()) {
      return none.complete(ApplicableLayers.ofResource(check.plan(), caller, metadata, found));
    }
    return resources
        .computeIfAbsent(found, first -> Collections.synchronizedMap(new HashMap<>()))
        .computeIfAbsent(
            new Applicability(check.plan().isOnKey(), metadata.map(KeyMetadata::manager)),
            first ->
                none.complete(ApplicableLayers.ofResource(check.plan(), caller, metadata, found)));
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
