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

/** The policies that a check is decided on: those of the source, as far as they fit the check. */
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
   * The policies that a check is decided on. Where nothing is asserted and nothing is in doubt,
   * these are the source's own objects.
   *
   * @param principal the caller's layers
   * @param key the resource's layers
   * @param known what is known
   * @param completed what is known, completed by what is asserted
   */
  public record Checked(
      PrincipalPolicies principal, KeyPolicies key, PolicySet known, PolicySet completed) {}

  /** The policies of a check, all of one state of the source. */
  Checked of(PlannedCheck plan, InterceptedCall call, KmsResource resource) {
    PolicySource now = source.current();
    PrincipalPolicies principal = fitting(plan, now.principal(call.caller()));
    KeyPolicies key = fitting(plan, call, resource, now.key(resource, call.caller()));
    PolicySet known = PolicySet.of(principal, key);
    PolicySet completed = assertions.complete(known, resource);
    return isSame(completed, known)
        ? new Checked(principal, key, known, known)
        : new Checked(
            completed.principalPolicies(), completed.keyPolicies(key.manager()), known, completed);
  }

  /** The layers of a resource, as far as they fit a check. */
  private KeyPolicies fitting(
      PlannedCheck plan, InterceptedCall call, KmsResource resource, KeyPolicies found) {
    Optional<KeyMetadata> metadata = metadata(resource);
    KeyManager manager = metadata.isPresent() ? metadata.get().manager() : KeyManager.CUSTOMER;
    if (plan.isForIdentityPoliciesOnly()) {
      return decidedByIdentity(found, manager, call.caller());
    }
    // Resource control policies do not bind AWS managed keys (rule 4.2); this may be one.
    OrganizationLayer levels =
        plan.isOnKey() && metadata.isEmpty()
            ? doubtful(found.resourceControl())
            : found.resourceControl();
    return isSame(levels, found.resourceControl()) && found.manager() == manager
        ? found
        : new KeyPolicies(found.key(), found.grants(), levels, manager);
  }

  @SuppressWarnings("ReferenceEquality") // identity suffices; a deep comparison is expensive
  private static boolean isSame(Object left, Object right) {
    return left == right;
  }

  /** Tells the source that its answer refuses a check. */
  void denied(AuthorizationRequest request) {
    source.denied(request.caller(), request.resource());
  }

  private Optional<KeyMetadata> metadata(KmsResource resource) {
    return resource instanceof KmsResource.Key key ? directory.metadata(key) : Optional.empty();
  }

  /** Resource control policies that may not apply. */
  private static OrganizationLayer doubtful(OrganizationLayer levels) {
    return levels instanceof OrganizationLayer.None ? levels : OrganizationLayer.unknown();
  }

  /** A check that KMS makes in another Region may not pass the caller's endpoint (rule 4.2). */
  private static PrincipalPolicies fitting(PlannedCheck plan, PrincipalPolicies found) {
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
   * A key that is being created has no policy that could help (rule 5.10): the identity policies
   * decide, as they do behind a key policy that leaves everything to them.
   */
  private static KeyPolicies decidedByIdentity(
      KeyPolicies found, KeyManager manager, Caller.AccountCaller caller) {
    return new KeyPolicies(
        PolicyLayer.of(leavesAllToIdentity(caller)),
        GrantLayer.none(),
        doubtful(found.resourceControl()),
        manager);
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
