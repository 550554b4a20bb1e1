package io.kmspolicy.analysis.query;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.OrganizationLayer.Level;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import java.util.ArrayList;
import java.util.List;

/** Rewrites the statements and grants of a policy set. */
interface PolicyRewriter {

  List<Statement> statements(PolicyType type, PolicyDocument document);

  default List<Grant> grants(List<Grant> grants) {
    return grants;
  }

  default PolicySet of(PolicySet set) {
    return new PolicySet(
        layer(PolicyType.IDENTITY, set.identity()),
        layer(PolicyType.PERMISSIONS_BOUNDARY, set.permissionsBoundary()),
        layer(PolicyType.SESSION, set.session()),
        levels(PolicyType.SERVICE_CONTROL, set.serviceControl()),
        levels(PolicyType.RESOURCE_CONTROL, set.resourceControl()),
        layer(PolicyType.KEY, set.key()),
        set.grants() instanceof GrantLayer.Known known
            ? new GrantLayer.Known(grants(known.grants()))
            : set.grants(),
        layer(PolicyType.VPC_ENDPOINT, set.vpcEndpoint()));
  }

  private PolicyLayer layer(PolicyType type, PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? new PolicyLayer.Attached(named(type, attached.policies()))
        : layer;
  }

  private OrganizationLayer levels(PolicyType type, OrganizationLayer layer) {
    return layer instanceof OrganizationLayer.Levels known
        ? new OrganizationLayer.Levels(
            known.levels().stream()
                .map(level -> new Level(level.target(), named(type, level.policies())))
                .toList())
        : layer;
  }

  private List<NamedPolicy> named(PolicyType type, List<NamedPolicy> policies) {
    List<NamedPolicy> rewritten = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      PolicyDocument document = policy.document();
      rewritten.add(
          new NamedPolicy(
              policy.name(),
              new PolicyDocument(document.version(), document.id(), statements(type, document))));
    }
    return rewritten;
  }
}
