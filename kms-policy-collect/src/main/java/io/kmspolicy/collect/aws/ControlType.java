package io.kmspolicy.collect.aws;

import io.kmspolicy.model.policy.PolicyType;

/** The types of policies of an organization that affect KMS. */
public enum ControlType {
  SERVICE_CONTROL("SERVICE_CONTROL_POLICY", "service-control", "scp"),
  RESOURCE_CONTROL("RESOURCE_CONTROL_POLICY", "resource-control", "rcp");

  private final String filter;
  private final String folder;
  private final String layer;

  ControlType(String filter, String folder, String layer) {
    this.filter = filter;
    this.folder = folder;
    this.layer = layer;
  }

  /** The name in requests to Organizations. */
  String filter() {
    return filter;
  }

  /** The name of the folder in a policy directory. */
  String folder() {
    return folder;
  }

  /** The word of the layer. */
  String layer() {
    return layer;
  }

  PolicyType policyType() {
    return this == SERVICE_CONTROL ? PolicyType.SERVICE_CONTROL : PolicyType.RESOURCE_CONTROL;
  }
}
