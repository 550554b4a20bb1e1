package io.kmspolicy.model.json;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The policy layers of a scenario, named by the members of its {@code policies} object. */
public enum LayerName {
  IDENTITY("identity", PolicyType.IDENTITY),
  PERMISSIONS_BOUNDARY("permissionsBoundary", PolicyType.PERMISSIONS_BOUNDARY),
  SESSION("session", PolicyType.SESSION),
  SERVICE_CONTROL("serviceControl", PolicyType.SERVICE_CONTROL),
  RESOURCE_CONTROL("resourceControl", PolicyType.RESOURCE_CONTROL),
  KEY("key", PolicyType.KEY),
  GRANTS("grants", "grants", "grants"),
  VPC_ENDPOINT("vpcEndpoint", PolicyType.VPC_ENDPOINT);

  private static final List<LayerName> ALL = List.of(values());

  private final String text;
  private final String word;
  private final String words;

  LayerName(String text, PolicyType type) {
    this(text, type.word(), type.words());
  }

  LayerName(String text, String word, String words) {
    this.text = text;
    this.word = word;
    this.words = words;
  }

  /** The member's name. */
  public String text() {
    return text;
  }

  /** The one word for the layer in options, settings, reports and logs. */
  public String word() {
    return word;
  }

  /** The layer as a sentence names it. */
  public String words() {
    return words;
  }

  /** The layers that a policy set has as unknown. */
  public static Set<LayerName> unknownIn(PolicySet set) {
    Set<LayerName> unknown = EnumSet.noneOf(LayerName.class);
    for (LayerName layer : ALL) {
      if (layer.isUnknown(set)) {
        unknown.add(layer);
      }
    }
    return unknown;
  }

  /** The layer with this word. */
  public static Optional<LayerName> ofWord(String word) {
    return ALL.stream().filter(name -> name.word.equals(word)).findFirst();
  }

  public static Optional<LayerName> ofText(String text) {
    return ALL.stream().filter(name -> name.text.equals(text)).findFirst();
  }

  /** The words of all layers. */
  public static List<String> allWords() {
    return ALL.stream().map(LayerName::word).toList();
  }

  /** All names, in the order in which they are written. */
  public static List<String> texts() {
    return ALL.stream().map(LayerName::text).toList();
  }

  /** Whether a policy set has this layer as unknown. */
  public boolean isUnknown(PolicySet set) {
    return switch (this) {
      case IDENTITY -> set.identity() instanceof PolicyLayer.Unknown;
      case PERMISSIONS_BOUNDARY -> set.permissionsBoundary() instanceof PolicyLayer.Unknown;
      case SESSION -> set.session() instanceof PolicyLayer.Unknown;
      case SERVICE_CONTROL -> set.serviceControl() instanceof OrganizationLayer.Unknown;
      case RESOURCE_CONTROL -> set.resourceControl() instanceof OrganizationLayer.Unknown;
      case KEY -> set.key() instanceof PolicyLayer.Unknown;
      case GRANTS -> set.grants() instanceof GrantLayer.Unknown;
      case VPC_ENDPOINT -> set.vpcEndpoint() instanceof PolicyLayer.Unknown;
    };
  }

  /** Marks this layer of a policy set as unknown and discards its policies. */
  public PolicySet.Builder makeUnknown(PolicySet.Builder set) {
    return switch (this) {
      case IDENTITY -> set.identity(PolicyLayer.unknown());
      case PERMISSIONS_BOUNDARY -> set.permissionsBoundary(PolicyLayer.unknown());
      case SESSION -> set.session(PolicyLayer.unknown());
      case SERVICE_CONTROL -> set.serviceControl(OrganizationLayer.unknown());
      case RESOURCE_CONTROL -> set.resourceControl(OrganizationLayer.unknown());
      case KEY -> set.key(PolicyLayer.unknown());
      case GRANTS -> set.grants(GrantLayer.unknown());
      case VPC_ENDPOINT -> set.vpcEndpoint(PolicyLayer.unknown());
    };
  }
}
