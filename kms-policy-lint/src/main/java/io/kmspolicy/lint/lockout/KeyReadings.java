package io.kmspolicy.lint.lockout;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;

/**
 * The two extreme readings of policies on a key that is not known. The resource element of a
 * statement may match the key or not: the permissive reading takes every such Allow and no such
 * Deny, the strict reading the reverse. A decision on which both agree holds for every key.
 */
final class KeyReadings {

  private static final ResourceElement EVERY_KEY =
      new ResourceElement.Resource(List.of(ResourcePattern.of("*")));

  /** The effect of the statements that take every key that they may match. */
  private final Effect favored;

  private final KmsResource.UnknownKey key;

  private KeyReadings(Effect favored, String partition) {
    this.favored = favored;
    this.key = new KmsResource.UnknownKey(partition, "");
  }

  static KeyReadings permissive(String partition) {
    return new KeyReadings(Effect.ALLOW, partition);
  }

  static KeyReadings strict(String partition) {
    return new KeyReadings(Effect.DENY, partition);
  }

  /** The policies as read for the key. */
  PolicySet of(PolicySet policies) {
    return new PolicySet(
        of(PolicyType.IDENTITY, policies.identity()),
        of(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary()),
        of(PolicyType.SESSION, policies.session()),
        of(PolicyType.SERVICE_CONTROL, policies.serviceControl()),
        of(PolicyType.RESOURCE_CONTROL, policies.resourceControl()),
        of(PolicyType.KEY, policies.key()),
        policies.grants(),
        of(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint()));
  }

  private PolicyLayer of(PolicyType type, PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? new PolicyLayer.Attached(of(type, attached.policies()))
        : layer;
  }

  private OrganizationLayer of(PolicyType type, OrganizationLayer layer) {
    return layer instanceof OrganizationLayer.Levels known
        ? new OrganizationLayer.Levels(
            known.levels().stream()
                .map(
                    level ->
                        new OrganizationLayer.Level(level.target(), of(type, level.policies())))
                .toList())
        : layer;
  }

  private List<NamedPolicy> of(PolicyType type, List<NamedPolicy> policies) {
    return policies.stream()
        .map(policy -> new NamedPolicy(policy.name(), of(type, policy.document())))
        .toList();
  }

  private PolicyDocument of(PolicyType type, PolicyDocument document) {
    StatementAnalysis analysis = StatementAnalysis.of(type, document.version().hasVariables());
    List<Statement> statements = new ArrayList<>();
    for (Statement statement : document.statements()) {
      if (applies(statement, analysis)) {
        statements.add(statement.withResource(EVERY_KEY));
      }
    }
    return new PolicyDocument(document.version(), document.id(), statements);
  }

  private boolean applies(Statement statement, StatementAnalysis analysis) {
    if (statement.isInert()) {
      return false;
    }
    MatchResult matches = analysis.resource(statement, key);
    return matches == MatchResult.INDETERMINATE ? statement.effect() == favored : matches.isMatch();
  }
}
