package io.kmspolicy.engine.facts;

import io.kmspolicy.model.policy.PolicySet;
import java.util.stream.Stream;

/** The names of services with which policies compare the service that calls. */
final class ServiceNames {

  private ServiceNames() {}

  /** The texts in the conditions of the policies that limit services (rule 4.13). */
  static Stream<String> in(PolicySet policies) {
    return Stream.of(
            policies.key().known(),
            policies.resourceControl().known(),
            policies.vpcEndpoint().known())
        .flatMap(known -> known)
        .flatMap(policy -> policy.document().statements().stream())
        .flatMap(statement -> statement.condition().tests().stream())
        .filter(test -> test.key().equalsIgnoreCase(DerivedKey.PRINCIPAL_SERVICE_NAME.spelling()))
        .flatMap(test -> test.values().stream())
        .map(value -> value.text());
  }
}
