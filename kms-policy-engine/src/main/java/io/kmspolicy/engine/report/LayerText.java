package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.resource.KeyManager;

/** The names of the layers in text. */
public final class LayerText {

  private LayerText() {}

  /** The name of one policy of the layer. */
  public static String singular(PolicyType type) {
    return switch (type) {
      case IDENTITY -> "identity policy";
      case SESSION -> "session policy";
      case SERVICE_CONTROL -> "service control policy";
      case RESOURCE_CONTROL -> "resource control policy";
      case PERMISSIONS_BOUNDARY, KEY, VPC_ENDPOINT -> type.words();
    };
  }

  /** Why a layer does not apply to the caller or to the request (rule 4.2). */
  static String whyNot(PolicyType type, RequestAttributes attributes) {
    return switch (type) {
      case IDENTITY -> withoutPolicies(attributes);
      case PERMISSIONS_BOUNDARY ->
          attributes.isService() || attributes.isRoot()
              ? withoutPolicies(attributes)
              : serviceLinked(attributes);
      case SESSION -> "only sessions of roles and of federated users have them (rule 4.2)";
      case SERVICE_CONTROL ->
          attributes.isService()
              ? "they do not bind AWS services (rule 4.2)"
              : serviceLinked(attributes);
      case RESOURCE_CONTROL -> whyNoResourceControl(attributes);
      case KEY -> whyNoKeyPolicy(attributes);
      case VPC_ENDPOINT ->
          "whether a service's own call passes the endpoint is not documented (rule 4.2)";
    };
  }

  private static String withoutPolicies(RequestAttributes attributes) {
    return (attributes.isService() ? "an AWS service" : "the root user") + " has none (rule 4.2)";
  }

  private static String serviceLinked(RequestAttributes attributes) {
    return attributes.serviceLinkedRole().isMatch()
        ? "service-linked roles are exempt (rule 4.2)"
        : "the caller's role may be service-linked, which only its path tells (rule 4.2)";
  }

  private static String whyNoResourceControl(RequestAttributes attributes) {
    if (attributes.isRetireGrant()) {
      return "they have no effect on kms:RetireGrant (rule 5.14)";
    }
    if (attributes.isKeyless()) {
      return attributes.action() + " has no resource (rule 4.2)";
    }
    if (attributes.request().keyManager() == KeyManager.AWS) {
      return "they do not bind AWS managed keys (rule 5.5)";
    }
    if (attributes.isNewKey() && !attributes.serviceLinkedRole().isMatch()) {
      return "whether they bind a key that does not exist yet is not documented (rule 5.10)";
    }
    return attributes.mayBeKeyless() && !attributes.serviceLinkedRole().isMatch()
        ? "the catalogue does not know "
            + attributes.action()
            + ", which may have no resource (rule 5.13)"
        : serviceLinked(attributes);
  }

  private static String whyNoKeyPolicy(RequestAttributes attributes) {
    if (attributes.isRetireGrant()) {
      return "it has no effect on kms:RetireGrant (rule 5.14)";
    }
    if (attributes.isNewKey()) {
      return "a key that is being created has none that counts (rule 5.10)";
    }
    return attributes.isKeyless()
        ? attributes.action() + " is about no key (rule 5.10)"
        : "the check on the alias does not ask it (rule 5.11)";
  }
}
