package io.kmspolicy.source;

/** What a source loads by itself, each with a state of its own. */
public enum SourceLayer {
  /** Who calls: the identity behind credentials. */
  CALLER("caller"),
  /** The path and the tags of the role or user that calls. */
  PRINCIPAL("principal"),
  /** The identity policies, those of groups included. */
  IDENTITY("identity"),
  /** The permissions boundary. */
  PERMISSIONS_BOUNDARY("permissionsBoundary"),
  /** The session policies. */
  SESSION("session"),
  /** The service control policies. */
  SERVICE_CONTROL("serviceControl"),
  /** The resource control policies. */
  RESOURCE_CONTROL("resourceControl"),
  /** The key policies. */
  KEY_POLICY("keyPolicy"),
  /** The grants on keys. */
  GRANTS("grants"),
  /** What keys are like, and which exist. */
  KEY_METADATA("keyMetadata"),
  /** The tags of keys. */
  KEY_TAGS("keyTags"),
  /** Which keys there are. */
  KEY_LIST("keyList"),
  /** Which aliases point to which keys. */
  ALIASES("aliases"),
  /** The policy of the VPC endpoint. */
  VPC_ENDPOINT("vpcEndpoint"),
  /** A directory that holds all layers. */
  DIRECTORY("directory");

  private final String text;

  SourceLayer(String text) {
    this.text = text;
  }

  /** The name in metrics and texts, such as {@code keyPolicy}. */
  public String text() {
    return text;
  }
}
