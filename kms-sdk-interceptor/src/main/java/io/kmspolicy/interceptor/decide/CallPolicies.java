package io.kmspolicy.interceptor.decide;

import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
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
import io.kmspolicy.spi.LivePolicies;
import java.util.List;
import java.util.Optional;

/** The policies that a check is decided on: those of the source, as far as they fit the check. */
public final class CallPolicies {

  private final LivePolicies source;
  private final KeyDirectory directory;
  private final Assertions assertions;

  public CallPolicies(LivePolicies source, KeyDirectory directory, Assertions assertions) {
    this.source = source;
    this.directory = directory;
    this.assertions = assertions;
  }

  /** What is known. */
  CheckedPolicies of(PlannedCheck plan, InterceptedCall call, KmsResource resource) {
    Optional<KeyMetadata> metadata = metadata(resource);
    PolicySet known = source.policiesFor(call.caller(), resource);
    if (plan.isForIdentityPoliciesOnly()) {
      known = decidedByIdentity(known, call.caller());
    } else if (plan.isOnKey() && metadata.isEmpty()) {
      // Resource control policies do not bind AWS managed keys (rule 4.2); this may be one.
      known = withDoubtfulControl(known);
    }
    return new CheckedPolicies(
        known, metadata.isPresent() ? metadata.get().manager() : KeyManager.CUSTOMER);
  }

  /** Tells the source that its answer refuses a check. */
  void denied(AuthorizationRequest request) {
    source.denied(request.caller(), request.resource());
  }

  /** What is known, completed by what is asserted. */
  PolicySet complete(PolicySet known, KmsResource resource) {
    return assertions.complete(known, resource);
  }

  private Optional<KeyMetadata> metadata(KmsResource resource) {
    return resource instanceof KmsResource.Key key ? directory.metadata(key) : Optional.empty();
  }

  private static PolicySet withDoubtfulControl(PolicySet known) {
    return known.resourceControl() instanceof OrganizationLayer.None
        ? known
        : known.toBuilder().resourceControl(OrganizationLayer.unknown()).build();
  }

  /**
   * A key that is being created has no policy that could help (rule 5.10): the identity policies
   * decide, as they do behind a key policy that leaves everything to them.
   */
  private static PolicySet decidedByIdentity(PolicySet known, Caller.AccountCaller caller) {
    return withDoubtfulControl(known).toBuilder()
        .key(PolicyLayer.of(leavesAllToIdentity(caller)))
        .grants(GrantLayer.none())
        .build();
  }

  private static NamedPolicy leavesAllToIdentity(Caller.AccountCaller caller) {
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
