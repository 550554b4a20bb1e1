package io.kmspolicy.replay.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Denial;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Promise: what replay says of the layers that deny, quickly and for each layer alone, is what the
 * explanation says of the whole. The seed of a failure is printed.
 */
class DenialAgreementTest {

  private static final int ROUNDS = 3_000;
  private static final Caller CALLER =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s").takenLiterally();
  private static final KmsResource KEY =
      KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/ab");
  private static final RequestContext CONTEXT =
      RequestContext.builder().put("kms:ViaService", "a").unknown("aws:SourceVpc").build();
  private static final List<String> CONDITIONS =
      List.of(
          "",
          "",
          ", \"Condition\": {\"StringEquals\": {\"kms:ViaService\": \"a\"}}",
          ", \"Condition\": {\"StringEquals\": {\"kms:ViaService\": \"b\"}}",
          ", \"Condition\": {\"StringEquals\": {\"aws:SourceVpc\": \"vpc-1\"}}");

  private final PolicyEvaluator evaluator = PolicyEvaluator.reference();

  private static NamedPolicy policy(PolicyType type, Random random) {
    StringBuilder statements = new StringBuilder();
    int count = 1 + random.nextInt(2);
    for (int number = 0; number < count; number++) {
      // An RCP denies only; an Allow there says nothing (rule 4.4).
      boolean denies = type == PolicyType.RESOURCE_CONTROL || random.nextInt(4) == 0;
      statements
          .append(number == 0 ? "" : ", ")
          .append("{\"Effect\": \"")
          .append(denies ? "Deny" : "Allow")
          .append(type.namesPrincipals() ? "\", \"Principal\": \"*" : "")
          .append("\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"")
          .append(CONDITIONS.get(random.nextInt(CONDITIONS.size())))
          .append('}');
    }
    String text = "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}";
    return new NamedPolicy("p", PolicyReader.forType(type).read(text));
  }

  private static PolicyLayer layer(PolicyType type, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> PolicyLayer.unknown();
      case 1, 2 -> type == PolicyType.IDENTITY ? PolicyLayer.of() : PolicyLayer.none();
      default -> PolicyLayer.of(policy(type, random));
    };
  }

  private static OrganizationLayer levels(PolicyType type, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> OrganizationLayer.unknown();
      case 1, 2, 3 -> OrganizationLayer.none();
      default ->
          OrganizationLayer.of(new OrganizationLayer.Level("r-1", List.of(policy(type, random))));
    };
  }

  private static PolicySet policies(Random random) {
    return PolicySet.builder()
        .identity(layer(PolicyType.IDENTITY, random))
        .permissionsBoundary(layer(PolicyType.PERMISSIONS_BOUNDARY, random))
        .session(layer(PolicyType.SESSION, random))
        .serviceControl(levels(PolicyType.SERVICE_CONTROL, random))
        .resourceControl(levels(PolicyType.RESOURCE_CONTROL, random))
        .key(PolicyLayer.of(policy(PolicyType.KEY, random)))
        .vpcEndpoint(layer(PolicyType.VPC_ENDPOINT, random))
        .build();
  }

  private Decision alone(PolicyType layer, boolean explicitly, AppliedPolicies policies) {
    AppliedPolicies alone = new FailingLayers().alone(layer, explicitly, CALLER, policies);
    return evaluator.decide(request(), alone.all());
  }

  private static AuthorizationRequest request() {
    return AuthorizationRequest.of(CALLER, "kms:Decrypt", KEY, CONTEXT);
  }

  @Test
  @DisplayName("A layer that the explanation names for a denial denies by itself")
  void mayDeny_layersOfTheExplanation_agree() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int explicit = 0;
    int implicit = 0;
    int only = 0;
    for (int round = 0; round < ROUNDS; round++) {
      AppliedPolicies policies = OneLayer.applied(policies(random));
      Explanation explanation = evaluator.explain(request(), policies.all());
      if (explanation.denial().isEmpty()) {
        continue;
      }
      Denial denial = explanation.denial().get();
      String which = "seed " + seed + ", round " + round + ": " + explanation.text();
      for (PolicyType layer : denial.layers()) {
        Decision alone = alone(layer, denial.explicit(), policies);
        assertThat(FailingLayers.mayDeny(denial.explicit(), alone)).as(which).isTrue();
        implicit += denial.explicit() ? 0 : 1;
      }
      if (explanation.decision() != Decision.EXPLICIT_DENY || denial.joint()) {
        continue;
      }
      for (PolicyType layer : PolicyType.values()) {
        boolean denies = alone(layer, true, policies) == Decision.EXPLICIT_DENY;
        assertThat(denial.layers().contains(layer)).as(layer + ", " + which).isEqualTo(denies);
        explicit += denies ? 1 : 0;
        if (new DenyingLayers().areOnly(layer, policies)) {
          assertThat(denial.layers()).as(which).containsExactly(layer);
          only++;
        }
      }
    }
    assertThat(explicit).as("explicit denials, seed " + seed).isGreaterThan(100);
    assertThat(implicit).as("denials by absence, seed " + seed).isGreaterThan(100);
    assertThat(only).as("denials by the only layer, seed " + seed).isGreaterThan(10);
  }
}
