package io.kmspolicy.model.json;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import java.util.List;
import java.util.Optional;

/** The policy layers of a scenario, named by the members of its {@code policies} object. */
public enum LayerName {
  IDENTITY("identity"),
  PERMISSIONS_BOUNDARY("permissionsBoundary"),
  SESSION("session"),
  SERVICE_CONTROL("serviceControl"),
  RESOURCE_CONTROL("resourceControl"),
  KEY("key"),
  GRANTS("grants"),
  VPC_ENDPOINT("vpcEndpoint");

  private static final List<LayerName> ALL = List.of(values());

  private final String text;

  LayerName(String text) {
    this.text = text;
  }

  /** The member's name. */
  public String text() {
    return text;
  }

  public static Optional<LayerName> ofText(String text) {
    return ALL.stream().filter(name -> name.text.equals(text)).findFirst();
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
