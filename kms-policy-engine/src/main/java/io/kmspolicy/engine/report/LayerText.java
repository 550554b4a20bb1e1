package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.resource.KeyManager;

/** The layers in words, and in the words of a scenario. */
public final class LayerText {

  /** The member of a scenario's {@code policies} that holds the grants. */
  public static final String GRANTS = "grants";

  private LayerText() {}

  /** The member of a scenario's {@code policies}. */
  public static String member(PolicyType type) {
    return switch (type) {
      case IDENTITY -> "identity";
      case PERMISSIONS_BOUNDARY -> "permissionsBoundary";
      case SESSION -> "session";
      case SERVICE_CONTROL -> "serviceControl";
      case RESOURCE_CONTROL -> "resourceControl";
      case KEY -> "key";
      case VPC_ENDPOINT -> "vpcEndpoint";
    };
  }

  /** All policies of the layer. */
  public static String plural(PolicyType type) {
    return switch (type) {
      case IDENTITY -> "identity policies";
      case PERMISSIONS_BOUNDARY -> "permissions boundary";
      case SESSION -> "session policies";
      case SERVICE_CONTROL -> "service control policies";
      case RESOURCE_CONTROL -> "resource control policies";
      case KEY -> "key policy";
      case VPC_ENDPOINT -> "VPC endpoint policy";
    };
  }

  /** One policy of the layer. */
  public static String singular(PolicyType type) {
    return switch (type) {
      case IDENTITY -> "identity policy";
      case SESSION -> "session policy";
      case SERVICE_CONTROL -> "service control policy";
      case RESOURCE_CONTROL -> "resource control policy";
      case PERMISSIONS_BOUNDARY, KEY, VPC_ENDPOINT -> plural(type);
    };
  }

  /** Why a layer does not bind the caller or the request (rule 4.2). */
  static String whyNot(PolicyType type, RequestAttributes facts) {
    return switch (type) {
      case IDENTITY -> ownerless(facts);
      case PERMISSIONS_BOUNDARY ->
          facts.isService() || facts.isRoot() ? ownerless(facts) : serviceLinked(facts);
      case SESSION -> "only sessions of roles and of federated users have them (rule 4.2)";
      case SERVICE_CONTROL ->
          facts.isService() ? "they do not bind AWS services (rule 4.2)" : serviceLinked(facts);
      case RESOURCE_CONTROL -> whyNoResourceControl(facts);
      case KEY -> whyNoKeyPolicy(facts);
      case VPC_ENDPOINT ->
          "whether a service's own call passes the endpoint is not documented (rule 4.2)";
    };
  }

  private static String ownerless(RequestAttributes facts) {
    return (facts.isService() ? "an AWS service" : "the root user") + " has none (rule 4.2)";
  }

  private static String serviceLinked(RequestAttributes facts) {
    return facts.serviceLinkedRole().isCertain()
        ? "service-linked roles are exempt (rule 4.2)"
        : "the caller's role may be service-linked, which only its path tells (rule 4.2)";
  }

  private static String whyNoResourceControl(RequestAttributes facts) {
    if (facts.isRetireGrant()) {
      return "they have no effect on kms:RetireGrant (rule 5.14)";
    }
    if (facts.isKeyless()) {
      return facts.action() + " has no resource (rule 4.2)";
    }
    if (facts.request().keyManager() == KeyManager.AWS) {
      return "they do not bind AWS managed keys (rule 5.5)";
    }
    if (facts.isNewKey() && !facts.serviceLinkedRole().isCertain()) {
      return "whether they bind a key that does not exist yet is not documented (rule 5.10)";
    }
    return facts.mayBeKeyless() && !facts.serviceLinkedRole().isCertain()
        ? "the catalogue does not know "
            + facts.action()
            + ", which may have no resource (rule 5.13)"
        : serviceLinked(facts);
  }

  private static String whyNoKeyPolicy(RequestAttributes facts) {
    if (facts.isRetireGrant()) {
      return "it has no effect on kms:RetireGrant (rule 5.14)";
    }
    if (facts.isNewKey()) {
      return "a key that is being created has none that counts (rule 5.10)";
    }
    return facts.isKeyless()
        ? facts.action() + " is about no key (rule 5.10)"
        : "the check on the alias does not ask it (rule 5.11)";
  }
}
