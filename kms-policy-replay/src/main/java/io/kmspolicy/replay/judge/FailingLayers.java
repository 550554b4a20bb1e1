package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Determines whether one layer is among those that deny a request. If several layers deny, AWS's
 * message names one of them, so the layer is judged alone: all others are replaced by policies that
 * allow everything. Not thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access
 *     denied error messages</a>
 */
final class FailingLayers {

  private static final PrincipalPolicies ALLOWING =
      alone(
          layer(
              PolicyType.IDENTITY,
              """
              {"Version": "2012-10-17", "Statement":
                {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
              """));

  private static final PrincipalPolicies WITHOUT_POLICIES = alone(PolicyLayer.of());

  private static final int MAX_KEPT = 20_000;
  private static final int PRIME = 31;

  /**
   * So that the engine, which finds compiled policies by identity, finds the same objects again.
   */
  private final Map<Part, PrincipalPolicies> principals = new HashMap<>();

  private final Map<Part, KeyPolicies> keys = new HashMap<>();

  /** Key policies that delegate to an account, by the account. */
  private final Map<String, PolicyLayer> delegating = new HashMap<>();

  /**
   * The layer of some policies that is judged.
   *
   * @param account the caller's, to which the key policy delegates
   */
  private record Part(PolicyType layer, boolean explicitly, Object policies, String account) {

    /** Policies are compared by identity: a source answers with the same objects. */
    @Override
    @SuppressWarnings("ReferenceEquality") // a deep comparison is expensive
    public boolean equals(@Nullable Object other) {
      return other instanceof Part part
          && policies == part.policies
          && layer == part.layer
          && explicitly == part.explicitly
          && account.equals(part.account);
    }

    @Override
    public int hashCode() {
      return PRIME * System.identityHashCode(policies) + layer.hashCode();
    }
  }

  private static PolicyLayer layer(PolicyType type, String text) {
    return PolicyLayer.of(new NamedPolicy("all", PolicyReader.forType(type).read(text)));
  }

  /** The layers of a caller without any other limit. */
  private static PrincipalPolicies alone(PolicyLayer identity) {
    return new PrincipalPolicies(
        identity,
        PolicyLayer.none(),
        PolicyLayer.none(),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  /**
   * Whether a layer may deny a request.
   *
   * @param explicitly whether it may have an explicit deny; otherwise, whether it may lack an allow
   * @param alone the decision on {@link #alone(PolicyType, boolean, Caller, AppliedPolicies)}
   * @return false only if the layer is certain not to deny
   */
  static boolean mayDeny(boolean explicitly, Decision alone) {
    return alone == Decision.INDETERMINATE
        || (explicitly ? mayBeExplicit(alone) : alone.isCertainDenial());
  }

  private static boolean mayBeExplicit(Decision decision) {
    return decision == Decision.EXPLICIT_DENY || decision == Decision.DENIED;
  }

  /** The policies that deny only what the layer denies. */
  AppliedPolicies alone(
      PolicyType layer, boolean explicitly, Caller caller, AppliedPolicies policies) {
    if (principals.size() + keys.size() >= MAX_KEPT) {
      principals.clear();
      keys.clear();
    }
    boolean ofResource = layer == PolicyType.KEY || layer == PolicyType.RESOURCE_CONTROL;
    PrincipalPolicies principal =
        ofResource
            ? others(layer, explicitly)
            : principals.computeIfAbsent(
                new Part(layer, explicitly, policies.principal(), ""),
                first -> alone(layer, policies.principal()));
    KeyPolicies key =
        keys.computeIfAbsent(
            new Part(layer, explicitly, policies.key(), account(caller)),
            first -> alone(layer, explicitly, caller, policies.key()));
    return new AppliedPolicies(principal, key);
  }

  /** Identity policies and the key policy can stand in for each other: each is judged without. */
  private static PrincipalPolicies others(PolicyType layer, boolean explicitly) {
    return layer == PolicyType.KEY && !explicitly ? WITHOUT_POLICIES : ALLOWING;
  }

  private static PrincipalPolicies alone(PolicyType layer, PrincipalPolicies policies) {
    return new PrincipalPolicies(
        layer == PolicyType.IDENTITY ? policies.identity() : ALLOWING.identity(),
        layer == PolicyType.PERMISSIONS_BOUNDARY
            ? policies.permissionsBoundary()
            : ALLOWING.permissionsBoundary(),
        layer == PolicyType.SESSION ? policies.session() : ALLOWING.session(),
        layer == PolicyType.SERVICE_CONTROL ? policies.serviceControl() : ALLOWING.serviceControl(),
        layer == PolicyType.VPC_ENDPOINT ? policies.vpcEndpoint() : ALLOWING.vpcEndpoint());
  }

  private KeyPolicies alone(
      PolicyType layer, boolean explicitly, Caller caller, KeyPolicies policies) {
    KeyManager manager = policies.manager();
    if (layer == PolicyType.KEY) {
      GrantLayer grants = explicitly ? GrantLayer.none() : policies.grants();
      return new KeyPolicies(policies.key(), grants, OrganizationLayer.none(), manager);
    }
    OrganizationLayer levels =
        layer == PolicyType.RESOURCE_CONTROL
            ? policies.resourceControl()
            : OrganizationLayer.none();
    return new KeyPolicies(delegating(caller), GrantLayer.none(), levels, manager);
  }

  private static String account(Caller caller) {
    return caller instanceof Caller.AccountCaller of ? of.partition() + of.accountId() : "";
  }

  private PolicyLayer delegating(Caller caller) {
    return caller instanceof Caller.AccountCaller of
        ? delegating.computeIfAbsent(
            account(caller), first -> delegating(of.partition(), of.accountId()))
        : PolicyLayer.unknown();
  }

  private static PolicyLayer delegating(String partition, String account) {
    return layer(
        PolicyType.KEY,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "arn:%s:iam::%s:root"},
          "Action": "kms:*", "Resource": "*"}}
        """
            .formatted(partition, account));
  }
}
