package io.kmspolicy.source;

import io.kmspolicy.model.text.LetterCase;

/** The layers that sources load. Each has a state of its own. */
public enum SourceLayer {
  /** The callers: the identities to which credentials belong. */
  CALLER("caller"),
  /** The paths and the tags of roles and users. */
  PRINCIPAL("principal"),
  /** The identity policies, including those of groups. */
  IDENTITY("identity"),
  /** The permissions boundary. */
  PERMISSIONS_BOUNDARY("boundary"),
  /** The session policies. */
  SESSION("session"),
  /** The service control policies. */
  SERVICE_CONTROL("scp"),
  /** The resource control policies. */
  RESOURCE_CONTROL("rcp"),
  /** The key policies. */
  KEY_POLICY("key-policy"),
  /** The grants on keys. */
  GRANTS("grants"),
  /** The descriptions of keys: spec, usage, origin and manager. */
  KEY_METADATA("key-metadata"),
  /** The tags of keys. */
  KEY_TAGS("key-tags"),
  /** The list of all keys. */
  KEY_LIST("key-list"),
  /** The aliases and the keys to which they point. */
  ALIASES("aliases"),
  /** The policy of the VPC endpoint. */
  VPC_ENDPOINT("endpoint"),
  /** A directory that holds all layers. */
  DIRECTORY("directory");

  private final String text;

  SourceLayer(String text) {
    this.text = text;
  }

  /** The name in metrics and texts, such as {@code key-policy}. */
  public String text() {
    return text;
  }

  /** The name in settings of earlier versions, such as {@code keyPolicy}. */
  public String formerText() {
    StringBuilder camelCase = new StringBuilder();
    for (String part : name().split("_")) {
      String lower = LetterCase.lowerCase(part);
      camelCase.append(camelCase.length() == 0 ? lower : part.charAt(0) + lower.substring(1));
    }
    return camelCase.toString();
  }
}
