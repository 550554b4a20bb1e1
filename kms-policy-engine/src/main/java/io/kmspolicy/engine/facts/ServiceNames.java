package io.kmspolicy.engine.facts;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The names of services with which policies compare the service that calls. */
final class ServiceNames {

  private ServiceNames() {}

  /** The texts in the conditions of the policies that limit services (rule 4.13). */
  static Stream<String> in(PolicySet policies) {
    return Stream.of(of(policies.key()), of(policies.resourceControl()), of(policies.vpcEndpoint()))
        .flatMap(Collection::stream)
        .flatMap(policy -> policy.document().statements().stream())
        .flatMap(statement -> statement.condition().tests().stream())
        .filter(test -> test.key().equalsIgnoreCase(DerivedKey.PRINCIPAL_SERVICE_NAME.spelling()))
        .flatMap(test -> test.values().stream())
        .map(value -> value.text());
  }

  private static Collection<NamedPolicy> of(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached ? attached.policies() : List.of();
  }

  private static Collection<NamedPolicy> of(OrganizationLayer layer) {
    return layer instanceof OrganizationLayer.Levels known
        ? known.levels().stream().flatMap(level -> level.policies().stream()).toList()
        : List.of();
  }
}
