package io.kmspolicy.mapping;

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
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import java.util.Optional;

/**
 * The layers of a caller and of a resource that apply to one check. A layer that may not apply is
 * unknown. Where all layers certainly apply, the result is the given object: the engine compares
 * policies by identity.
 */
public final class ApplicableLayers {

  private ApplicableLayers() {}

  /**
   * The caller's layers that apply to a check. The policy of the caller's VPC endpoint may not
   * apply to checks that KMS itself makes in another Region, and to calls to a Region that the
   * endpoint is not in (rule 4.2).
   *
   * @param region the Region to which the call goes
   */
  public static PrincipalPolicies ofPrincipal(
      PlannedCheck plan, String region, Caller caller, PolicySource source) {
    PrincipalPolicies found = source.principal(caller);
    return isThroughEndpoint(plan, region, source) ? found : withUnknownEndpoint(found);
  }

  /**
   * Whether the endpoint's policy applies to a check for certain.
   *
   * @param region the Region to which the call goes
   */
  public static boolean isThroughEndpoint(PlannedCheck plan, String region, PolicySource source) {
    return !plan.isMadeByKms() && source.hasVpcEndpointIn(region);
  }

  /** A caller's layers for a request that may not have come through the caller's VPC endpoint. */
  public static PrincipalPolicies withUnknownEndpoint(PrincipalPolicies found) {
    return found.vpcEndpoint() instanceof PolicyLayer.None
        ? found
        : withEndpoint(found, PolicyLayer.unknown());
  }

  /** A caller's layers for a request that has come through no VPC endpoint. */
  public static PrincipalPolicies withoutEndpoint(PrincipalPolicies found) {
    return found.vpcEndpoint() instanceof PolicyLayer.None
        ? found
        : withEndpoint(found, PolicyLayer.none());
  }

  private static PrincipalPolicies withEndpoint(PrincipalPolicies found, PolicyLayer endpoint) {
    return new PrincipalPolicies(
        found.identity(),
        found.permissionsBoundary(),
        found.session(),
        found.serviceControl(),
        endpoint);
  }

  /**
   * The resource's layers that apply to a check.
   *
   * @param metadata the metadata of the key; empty if they are not known
   */
  public static KeyPolicies ofResource(
      PlannedCheck plan,
      Caller.AccountCaller caller,
      Optional<KeyMetadata> metadata,
      KeyPolicies found) {
    KeyManager manager = metadata.isPresent() ? metadata.get().manager() : KeyManager.CUSTOMER;
    if (plan.isForIdentityPoliciesOnly()) {
      return ofNewKey(found, manager, caller);
    }
    return plan.isOnKey()
        ? ofKey(metadata, found)
        : managed(found, found.resourceControl(), manager);
  }

  /**
   * The layers of a key. Resource control policies do not apply to AWS managed keys (rule 4.2), and
   * without metadata it is not known whether the key is one.
   */
  public static KeyPolicies ofKey(Optional<KeyMetadata> metadata, KeyPolicies found) {
    return metadata
        .map(known -> managed(found, found.resourceControl(), known.manager()))
        .orElseGet(
            () -> managed(found, unknownIfPresent(found.resourceControl()), KeyManager.CUSTOMER));
  }

  private static KeyPolicies managed(
      KeyPolicies found, OrganizationLayer levels, KeyManager manager) {
    return isSame(levels, found.resourceControl()) && found.manager() == manager
        ? found
        : new KeyPolicies(found.key(), found.grants(), levels, manager);
  }

  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  private static boolean isSame(Object left, Object right) {
    return left == right;
  }

  /** Marks resource control policies as unknown because they may not apply. */
  private static OrganizationLayer unknownIfPresent(OrganizationLayer levels) {
    return levels instanceof OrganizationLayer.None ? levels : OrganizationLayer.unknown();
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
