package io.kmspolicy.model.reader;

import io.kmspolicy.model.policy.PolicyType;

/** The types of policies in words. */
final class PolicyTypes {

  private PolicyTypes() {}

  /** The type with its article, as a message starts. */
  static String aPolicy(PolicyType type) {
    return switch (type) {
      case IDENTITY -> "an identity policy";
      case PERMISSIONS_BOUNDARY -> "a permissions boundary";
      case SESSION -> "a session policy";
      case SERVICE_CONTROL -> "a service control policy";
      case RESOURCE_CONTROL -> "a resource control policy";
      case KEY -> "a key policy";
      case VPC_ENDPOINT -> "a VPC endpoint policy";
    };
  }
}
