package io.kmspolicy.model.reader;

import io.kmspolicy.model.policy.PolicyType;

/** The names of policy types in messages. */
final class PolicyTypes {

  private PolicyTypes() {}

  /** The name of a type with its indefinite article, for the start of a message. */
  static String withArticle(PolicyType type) {
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
