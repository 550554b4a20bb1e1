package io.kmspolicy.interceptor.source;

import io.kmspolicy.model.GrantLayer;
import io.kmspolicy.model.OrganizationLayer;
import io.kmspolicy.model.PolicyLayer;
import io.kmspolicy.model.PolicySet;

/** The policies of which nothing is known. */
final class UnknownPolicies {

  static final PolicySet SET =
      PolicySet.builder()
          .identity(PolicyLayer.unknown())
          .permissionsBoundary(PolicyLayer.unknown())
          .session(PolicyLayer.unknown())
          .serviceControl(OrganizationLayer.unknown())
          .resourceControl(OrganizationLayer.unknown())
          .key(PolicyLayer.unknown())
          .grants(GrantLayer.unknown())
          .vpcEndpoint(PolicyLayer.unknown())
          .build();

  private UnknownPolicies() {}
}
