package io.kmspolicy.analysis.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Promise: whatever layers that are not known really are, they allow no request that the least
 * restrictive policies in their place do not allow.
 */
final class LeastRestrictionTest {

  private static final int TRIALS = 3_000;
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static final List<String> CALLERS =
      List.of(
          "arn:aws:iam::111122223333:user/alice",
          "arn:aws:sts::111122223333:assumed-role/App/s",
          "arn:aws:sts::111122223333:federated-user/bob",
          "arn:aws:iam::111122223333:root",
          "arn:aws:iam::444455556666:user/carol",
          "arn:aws:iam::444455556666:root",
          "s3.amazonaws.com");

  private static final List<String> ACTIONS =
      List.of("kms:*", "*", "kms:Decrypt", "kms:Encrypt", "kms:D*");

  private static final List<String> PRINCIPALS =
      List.of(
          "{'AWS': 'arn:aws:iam::111122223333:root'}",
          "{'AWS': 'arn:aws:iam::111122223333:role/App'}",
          "{'AWS': 'arn:aws:sts::111122223333:assumed-role/App/s'}",
          "{'AWS': 'arn:aws:sts::111122223333:federated-user/bob'}",
          "{'AWS': ['arn:aws:iam::444455556666:user/carol', '111122223333']}",
          "{'AWS': '444455556666'}",
          "{'Service': 's3.amazonaws.com'}",
          "'*'");

  private static final List<String> CONDITIONS =
      List.of(
          "{}",
          "{}",
          "{'StringEquals': {'kms:ViaService': 's3.us-west-2.amazonaws.com'}}",
          "{'StringNotEquals': {'aws:SourceVpce': 'vpce-1'}}",
          "{'StringEqualsIfExists': {'aws:SourceVpce': 'vpce-1'}}",
          "{'Null': {'kms:ViaService': 'true'}}",
          "{'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::*:role/*'}}");

  private final Random random;
  private final long seed;

  LeastRestrictionTest() {
    seed = Long.getLong("kmspolicy.seed", System.nanoTime());
    random = new Random(seed);
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private NamedPolicy policy(PolicyType type) {
    StringBuilder statements = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      statements
          .append(statements.isEmpty() ? "" : ", ")
          .append("{'Effect': '")
          .append(random.nextInt(3) == 0 ? "Deny" : "Allow")
          .append("', 'Action': '")
          .append(one(ACTIONS))
          .append("', 'Resource': '*', ")
          .append(type.namesPrincipals() ? "'Principal': " + one(PRINCIPALS) + ", " : "")
          .append("'Condition': ")
          .append(one(CONDITIONS))
          .append("}");
    }
    String text = "{'Version': '2012-10-17', 'Statement': [" + statements + "]}";
    return new NamedPolicy("p", PolicyReader.forType(type).read(text.replace('\'', '"')));
  }

  /** Some policies, or that there are none. */
  private PolicyLayer layer(PolicyType type) {
    return random.nextInt(4) == 0 ? PolicyLayer.none() : PolicyLayer.of(policy(type));
  }

  private OrganizationLayer levels() {
    return random.nextInt(2) == 0
        ? OrganizationLayer.none()
        : OrganizationLayer.of(
            new OrganizationLayer.Level("r", List.of(policy(PolicyType.SERVICE_CONTROL))));
  }

  private GrantLayer grants() {
    String grantee = one(CALLERS);
    return random.nextInt(2) == 0
        ? GrantLayer.none()
        : new GrantLayer.Known(
            GrantReader.create()
                .read(
                    ("{\"Grants\": [{\"KeyId\": \"%s\", \"GrantId\": \"g\", \"Operations\":"
                            + " [\"Decrypt\"], \"GranteePrincipal\": \"%s\"}]}")
                        .formatted(KEY, grantee)));
  }

  private PolicySet policies() {
    return PolicySet.builder()
        .identity(random.nextInt(3) == 0 ? PolicyLayer.of() : layer(PolicyType.IDENTITY))
        .permissionsBoundary(layer(PolicyType.PERMISSIONS_BOUNDARY))
        .session(layer(PolicyType.SESSION))
        .serviceControl(levels())
        .key(PolicyLayer.of(policy(PolicyType.KEY)))
        .grants(grants())
        .vpcEndpoint(layer(PolicyType.VPC_ENDPOINT))
        .build();
  }

  /** The same policies, with some layers that are not known. */
  private PolicySet without(PolicySet policies, boolean withoutGrants) {
    PolicySet.Builder some = policies.toBuilder();
    if (random.nextBoolean()) {
      some.identity(PolicyLayer.unknown());
    }
    if (random.nextBoolean()) {
      some.permissionsBoundary(PolicyLayer.unknown());
    }
    if (random.nextBoolean()) {
      some.session(PolicyLayer.unknown());
    }
    if (random.nextBoolean()) {
      some.serviceControl(OrganizationLayer.unknown());
    }
    if (random.nextBoolean()) {
      some.vpcEndpoint(PolicyLayer.unknown());
    }
    return withoutGrants ? some.grants(GrantLayer.unknown()).build() : some.build();
  }

  private AuthorizationRequest request(Caller caller) {
    RequestContext.Builder context = RequestContext.builder();
    if (random.nextBoolean()) {
      context.put("kms:ViaService", "s3.us-west-2.amazonaws.com");
    }
    if (random.nextBoolean()) {
      context.put("aws:SourceVpce", one(List.of("vpce-1", "vpce-2")));
    }
    return new AuthorizationRequest(
        caller,
        "kms:Decrypt",
        KmsResource.parse(KEY),
        context.build(),
        "",
        KeyManager.CUSTOMER,
        "");
  }

  @Test
  @DisplayName("What any layers allow, the least restriction allows, too (printed seed)")
  void of_unknownLayers_allowsWhatAnyLayersAllow() {
    PolicyEvaluator evaluator = PolicyEvaluator.tables();
    Map<LeastRestriction, PolicySet> replaced = new EnumMap<>(LeastRestriction.class);
    int allowed = 0;
    int narrower = 0;
    for (int i = 0; i < TRIALS; i++) {
      Caller caller = Caller.parse(one(CALLERS));
      AuthorizationRequest request = request(caller);
      PolicySet real = policies();
      boolean hasGrants = !real.grants().equals(GrantLayer.none());
      PolicySet known = without(real, !hasGrants && random.nextBoolean());
      Stream.of(LeastRestriction.values())
          .forEach(restriction -> replaced.put(restriction, restriction.of(known, caller)));
      boolean isAllowed = evaluator.decide(request, real) == Decision.ALLOWED;
      boolean most =
          isAllowed(evaluator, request, replaced, LeastRestriction.IDENTITY_POLICIES_ALLOW);
      boolean alone =
          isAllowed(evaluator, request, replaced, LeastRestriction.IDENTITY_POLICIES_DO_NOT_ALLOW);
      boolean keyOnly = isAllowed(evaluator, request, replaced, LeastRestriction.KEY_POLICY_ONLY);
      assertThat(!isAllowed || most)
          .as("seed %s, trial %s: %s with %s", seed, i, request, real)
          .isTrue();
      assertThat(!alone || most).as("seed %s, trial %s", seed, i).isTrue();
      assertThat(!keyOnly || alone).as("seed %s, trial %s", seed, i).isTrue();
      assertThat(replaced.values()).allMatch(set -> LeastRestriction.notKnown(set).isEmpty());
      allowed += isAllowed ? 1 : 0;
      narrower += most ? 0 : 1;
    }
    assertThat(allowed).as("seed %s", seed).isGreaterThan(TRIALS / 50);
    assertThat(narrower).as("seed %s", seed).isGreaterThan(TRIALS / 50);
  }

  private static boolean isAllowed(
      PolicyEvaluator evaluator,
      AuthorizationRequest request,
      Map<LeastRestriction, PolicySet> replaced,
      LeastRestriction restriction) {
    return evaluator.decide(request, replaced.get(restriction)) == Decision.ALLOWED;
  }
}
