package io.kmspolicy.analysis.query;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.List;

/**
 * Policies in place of layers that are not known: those that restrict a caller least. Whatever the
 * layers really are, they allow no request that these do not allow, except by grants: a Deny, a
 * boundary and an organization policy only take away, and an Allow for everything is the most that
 * identity policies can add (rules 4.2 to 4.8).
 */
enum LeastRestriction implements Replacement {
  /** Identity policies that are not known allow everything. */
  IDENTITY_POLICIES_ALLOW,
  /** Identity policies that are not known allow nothing, so that key policy and grants decide. */
  IDENTITY_POLICIES_DO_NOT_ALLOW,
  /** As before, and there are no grants. */
  KEY_POLICY_ONLY;

  private static final PolicyLayer EVERYTHING = everything("any identity policy");

  /**
   * A layer that allows everything.
   *
   * @param name the name of its policy in explanations
   */
  static PolicyLayer everything(String name) {
    return PolicyLayer.of(
        new NamedPolicy(
            name,
            PolicyReader.forType(PolicyType.IDENTITY)
                .read(
                    "{\"Version\": \"2012-10-17\", \"Statement\":"
                        + " {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}")));
  }

  /** The policies with something known in place of each layer that is not known. */
  @Override
  public PolicySet of(PolicySet policies, Caller caller) {
    PolicySet.Builder most = policies.toBuilder();
    boolean allows = this == IDENTITY_POLICIES_ALLOW;
    if (isUnknown(policies.identity())) {
      most.identity(allows ? EVERYTHING : PolicyLayer.of());
    }
    if (isUnknown(policies.permissionsBoundary())) {
      most.permissionsBoundary(PolicyLayer.none());
    }
    if (isUnknown(policies.session())) {
      // Without a session policy, a federated user has no permissions of its own (rule 4.12).
      boolean needsOne = allows && caller instanceof Caller.FederatedUser;
      most.session(needsOne ? EVERYTHING : PolicyLayer.none());
    }
    if (policies.serviceControl() instanceof OrganizationLayer.Unknown) {
      most.serviceControl(OrganizationLayer.none());
    }
    if (policies.resourceControl() instanceof OrganizationLayer.Unknown) {
      most.resourceControl(OrganizationLayer.none());
    }
    if (isUnknown(policies.vpcEndpoint())) {
      most.vpcEndpoint(PolicyLayer.none());
    }
    if (policies.grants() instanceof GrantLayer.Unknown || this == KEY_POLICY_ONLY) {
      most.grants(GrantLayer.none());
    }
    return most.build();
  }

  private static boolean isUnknown(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Unknown;
  }

  /** The words of the layers that are not known; the key policy is not among them. */
  static List<String> notKnown(PolicySet policies) {
    List<String> words = new ArrayList<>();
    add(isUnknown(policies.identity()), PolicyType.IDENTITY, words);
    add(isUnknown(policies.permissionsBoundary()), PolicyType.PERMISSIONS_BOUNDARY, words);
    add(isUnknown(policies.session()), PolicyType.SESSION, words);
    add(
        policies.serviceControl() instanceof OrganizationLayer.Unknown,
        PolicyType.SERVICE_CONTROL,
        words);
    add(
        policies.resourceControl() instanceof OrganizationLayer.Unknown,
        PolicyType.RESOURCE_CONTROL,
        words);
    add(isUnknown(policies.vpcEndpoint()), PolicyType.VPC_ENDPOINT, words);
    if (policies.grants() instanceof GrantLayer.Unknown) {
      words.add(AtMost.GRANTS);
    }
    return words;
  }

  private static void add(boolean isUnknown, PolicyType type, List<String> words) {
    if (isUnknown) {
      words.add(type.word());
    }
  }
}
