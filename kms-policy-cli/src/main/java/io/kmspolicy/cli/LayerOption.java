package io.kmspolicy.cli;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import java.util.Arrays;
import java.util.Optional;

/** The layers of a request: the option that gives a layer, and its name in a scenario. */
enum LayerOption {
  IDENTITY("identity", "identity"),
  BOUNDARY("boundary", "permissionsBoundary"),
  SESSION("session", "session"),
  SCP("scp", "serviceControl"),
  RCP("rcp", "resourceControl"),
  KEY_POLICY("key-policy", "key"),
  GRANTS("grants", "grants"),
  ENDPOINT("endpoint", "vpcEndpoint");

  private final String option;
  private final String member;

  LayerOption(String option, String member) {
    this.option = option;
    this.member = member;
  }

  /** The option without its hyphens. */
  String option() {
    return option;
  }

  /** The layer with this option or this name. */
  static Optional<LayerOption> of(String text) {
    return Arrays.stream(values())
        .filter(layer -> layer.option.equals(text) || layer.member.equals(text))
        .findFirst();
  }

  void makeUnknown(PolicySet.Builder policies) {
    switch (this) {
      case IDENTITY -> policies.identity(PolicyLayer.unknown());
      case BOUNDARY -> policies.permissionsBoundary(PolicyLayer.unknown());
      case SESSION -> policies.session(PolicyLayer.unknown());
      case SCP -> policies.serviceControl(OrganizationLayer.unknown());
      case RCP -> policies.resourceControl(OrganizationLayer.unknown());
      case KEY_POLICY -> policies.key(PolicyLayer.unknown());
      case GRANTS -> policies.grants(GrantLayer.unknown());
      case ENDPOINT -> policies.vpcEndpoint(PolicyLayer.unknown());
    }
  }
}
