package io.kmspolicy.source;

/** The layers that sources load. Each has a state of its own. */
public enum SourceLayer {
  /** The callers: the identities to which credentials belong. */
  CALLER("caller"),
  /** The paths and the tags of roles and users. */
  PRINCIPAL("principal"),
  /** The identity policies, including those of groups. */
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
  /** The descriptions of keys: spec, usage, origin and manager. */
  KEY_METADATA("keyMetadata"),
  /** The tags of keys. */
  KEY_TAGS("keyTags"),
  /** The list of all keys. */
  KEY_LIST("keyList"),
  /** The aliases and the keys to which they point. */
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
