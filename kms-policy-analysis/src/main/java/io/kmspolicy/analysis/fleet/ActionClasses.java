package io.kmspolicy.analysis.fleet;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The equivalence classes of actions for some policies: the catalogue says the same about two
 * actions of a class, and each statement names both or neither. Actions on grants and on aliases
 * are in classes of their own.
 */
final class ActionClasses {

  private static final StatementAnalysis ANALYSIS = StatementAnalysis.of(PolicyType.IDENTITY, true);

  private final List<Statement> statements;

  ActionClasses(PolicySet policies) {
    this.statements =
        Stream.concat(
                Stream.of(
                        policies.identity(),
                        policies.permissionsBoundary(),
                        policies.session(),
                        policies.key(),
                        policies.vpcEndpoint())
                    .flatMap(PolicyLayer::known),
                Stream.of(policies.serviceControl(), policies.resourceControl())
                    .flatMap(OrganizationLayer::known))
            .flatMap(policy -> policy.document().statements().stream())
            .toList();
  }

  /** The class of an action, as a value that equals that of the other actions of the class. */
  List<Object> of(KmsAction action) {
    List<Object> parts = new ArrayList<>();
    boolean alone =
        action.name().endsWith("Grant") || action.resources().contains(ResourceKind.ALIAS);
    parts.add(
        new KmsAction(
            alone ? action.name() : "",
            action.resources(),
            action.crossAccount(),
            action.keyPolicy(),
            action.grantable(),
            action.grantContext(),
            action.cryptographic(),
            action.accessLevel(),
            action.conditionKeys(),
            action.conditionKeysKnown(),
            action.dependentActions()));
    for (Statement statement : statements) {
      MatchResult match = ANALYSIS.action(statement, action.name());
      parts.add(match);
    }
    return parts;
  }
}
