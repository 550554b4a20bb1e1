package io.kmspolicy.model.policy;

/** The kind of a policy: what it is attached to decides which elements it may have (rule 1.6). */
public enum PolicyType {
  /** Attached to a user, a group or a role. */
  IDENTITY("identity"),
  /** The permissions boundary of a user or a role. */
  PERMISSIONS_BOUNDARY("boundary"),
  /** Passed when a role is assumed or a user federated. */
  SESSION("session"),
  /** A service control policy (SCP) of the caller's organization. */
  SERVICE_CONTROL("scp"),
  /** A resource control policy (RCP) of the key's organization. */
  RESOURCE_CONTROL("rcp"),
  /** The key policy. */
  KEY("key-policy"),
  /** The policy of the VPC endpoint that the call goes through. */
  VPC_ENDPOINT("endpoint");

  private final String word;

  PolicyType(String word) {
    this.word = word;
  }

  /** The one word for the layer of these policies in options, settings, reports and logs. */
  public String word() {
    return word;
  }

  /** The type's policies as a sentence names them. */
  public String words() {
    return switch (this) {
      case IDENTITY -> "identity policies";
      case PERMISSIONS_BOUNDARY -> "permissions boundary";
      case SESSION -> "session policies";
      case SERVICE_CONTROL -> "service control policies";
      case RESOURCE_CONTROL -> "resource control policies";
      case KEY -> "key policy";
      case VPC_ENDPOINT -> "VPC endpoint policy";
    };
  }

  /** Whether statements of this type name principals. */
  public boolean namesPrincipals() {
    return this == RESOURCE_CONTROL || this == KEY || this == VPC_ENDPOINT;
  }
}
