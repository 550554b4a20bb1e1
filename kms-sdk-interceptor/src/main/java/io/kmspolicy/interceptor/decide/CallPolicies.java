package io.kmspolicy.interceptor.decide;

import io.kmspolicy.mapping.ApplicableLayers;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.util.Optional;

/**
 * Finds the policies for a check: the source's layers, without those that do not apply to the
 * check.
 */
public final class CallPolicies {

  private final PolicySource source;
  private final KeyDirectory directory;
  private final Assertions assertions;
  private final RolePaths rolePaths = new RolePaths();

  public CallPolicies(PolicySource source, KeyDirectory directory, Assertions assertions) {
    this.source = source;
    this.directory = directory;
    this.assertions = assertions;
  }

  /**
   * The policies for a check. If no assertion applies and every layer certainly applies, these are
   * the source's own objects.
   *
   * @param caller the caller, with the path of its role if the source knows it
   * @param principal the caller's layers
   * @param key the resource's layers
   * @param known the known policies
   * @param completed the known policies, completed by assertions
   */
  public record Checked(
      Caller.AccountCaller caller,
      PrincipalPolicies principal,
      KeyPolicies key,
      PolicySet known,
      PolicySet completed) {}

  /** The policies for a check, all from one snapshot of the source. */
  Checked of(PlannedCheck plan, InterceptedCall call, KmsResource resource) {
    PolicySource snapshot = source.current();
    Caller.AccountCaller caller = rolePaths.complete(call.caller(), snapshot);
    PrincipalPolicies principal =
        ApplicableLayers.ofPrincipal(plan, call.region(), caller, snapshot);
    KeyPolicies key =
        ApplicableLayers.ofResource(
            plan, caller, metadata(resource), snapshot.key(resource, caller));
    PolicySet known = PolicySet.of(principal, key);
    PolicySet completed = assertions.complete(known, resource);
    return isSame(completed, known)
        ? new Checked(caller, principal, key, known, known)
        : new Checked(
            caller,
            completed.principalPolicies(),
            completed.keyPolicies(key.manager()),
            known,
            completed);
  }

  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  private static boolean isSame(Object left, Object right) {
    return left == right;
  }

  /** Reports to the source that its policies deny a check. */
  void denied(AuthorizationRequest request) {
    source.denied(request.caller(), request.resource());
  }

  private Optional<KeyMetadata> metadata(KmsResource resource) {
    return resource instanceof KmsResource.Key key ? directory.metadata(key) : Optional.empty();
  }
}
