package io.kmspolicy.interceptor.decide;

import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import java.util.Optional;

/**
 * Finds the policies for a check: the source's layers, without those that do not apply to the
 * check.
 */
public final class CallPolicies {

  private final PolicySource source;
  private final KeyDirectory directory;
  private final Assertions assertions;

  public CallPolicies(PolicySource source, KeyDirectory directory, Assertions assertions) {
    this.source = source;
    this.directory = directory;
    this.assertions = assertions;
  }

  /**
   * The policies for a check. If no assertion applies and every layer certainly applies, these are
   * the source's own objects.
   *
   * @param principal the caller's layers
   * @param key the resource's layers
   * @param known the known policies
   * @param completed the known policies, completed by assertions
   */
  public record Checked(
      PrincipalPolicies principal, KeyPolicies key, PolicySet known, PolicySet completed) {}

  /** The policies for a check, all from one snapshot of the source. */
  Checked of(PlannedCheck plan, InterceptedCall call, KmsResource resource) {
    PolicySource snapshot = source.current();
    PrincipalPolicies principal = applicable(plan, snapshot.principal(call.caller()));
    KeyPolicies key = applicable(plan, call, resource, snapshot.key(resource, call.caller()));
    PolicySet known = PolicySet.of(principal, key);
    PolicySet completed = assertions.complete(known, resource);
    return isSame(completed, known)
        ? new Checked(principal, key, known, known)
        : new Checked(
            completed.principalPolicies(), completed.keyPolicies(key.manager()), known, completed);
  }

  /** The resource's layers that apply to a check. A layer that may not apply becomes unknown. */
  private KeyPolicies applicable(
      PlannedCheck plan, InterceptedCall call, KmsResource resource, KeyPolicies found) {
    Optional<KeyMetadata> metadata = metadata(resource);
    KeyManager manager = metadata.isPresent() ? metadata.get().manager() : KeyManager.CUSTOMER;
    if (plan.isForIdentityPoliciesOnly()) {
      return ofNewKey(found, manager, call.caller());
    }
    // Resource control policies do not apply to AWS managed keys (rule 4.2). Without metadata, this
    // key may be one.
    OrganizationLayer levels =
        plan.isOnKey() && metadata.isEmpty()
            ? unknownIfPresent(found.resourceControl())
            : found.resourceControl();
    return isSame(levels, found.resourceControl()) && found.manager() == manager
        ? found
        : new KeyPolicies(found.key(), found.grants(), levels, manager);
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

  /** Marks resource control policies as unknown because they may not apply. */
  private static OrganizationLayer unknownIfPresent(OrganizationLayer levels) {
    return levels instanceof OrganizationLayer.None ? levels : OrganizationLayer.unknown();
  }

  /**
   * The caller's layers that apply to a check. KMS itself makes some checks in another Region; the
   * policy of the caller's VPC endpoint may not apply to them (rule 4.2).
   */
  private static PrincipalPolicies applicable(PlannedCheck plan, PrincipalPolicies found) {
    return !plan.isMadeByKms() || found.vpcEndpoint() instanceof PolicyLayer.None
        ? found
        : new PrincipalPolicies(
            found.identity(),
            found.permissionsBoundary(),
            found.session(),
            found.serviceControl(),
            PolicyLayer.unknown());
  }

  /**
   * The layers of a key that does not exist yet. It has no key policy that could allow the request
   * (rule 5.10), so identity policies decide. A key policy that delegates all permissions to them
   * has the same effect.
   */
  private static KeyPolicies ofNewKey(
      KeyPolicies found, KeyManager manager, Caller.AccountCaller caller) {
    return new KeyPolicies(
        PolicyLayer.of(delegatingPolicy(caller)),
        GrantLayer.none(),
        unknownIfPresent(found.resourceControl()),
        manager);
  }

  private static NamedPolicy delegatingPolicy(Caller.AccountCaller caller) {
    PrincipalName account = new PrincipalName.Account(caller.partition(), caller.accountId());
    Statement statement =
        new Statement(
            Label.absent(),
            Effect.ALLOW,
            new PrincipalElement.Principal(List.of(account)),
            new ActionElement.Action(List.of(ActionPattern.of("kms:*"))),
            new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
            ConditionBlock.none(),
            SourceLocation.nowhere());
    return new NamedPolicy(
        "the new key's account",
        new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), List.of(statement)));
  }
}
