package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The conditions that {@link ConditionFinder} finds are equivalent to the decisions of the engine.
 */
final class ConditionFinderTest {

  private static final int POLICIES = 400;
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final List<String> CONDITIONS =
      List.of(
          "",
          ", \"Condition\": {\"StringEquals\": {\"kms:EncryptionContext:t\": \"a\"}}",
          ", \"Condition\": {\"StringNotEquals\": {\"kms:EncryptionContext:t\": \"a\"}}",
          ", \"Condition\": {\"StringEquals\": {\"kms:EncryptionContext:t\": [\"a\", \"b\"]}}",
          ", \"Condition\": {\"StringLike\": {\"kms:ViaService\": \"s3.*\"}}",
          ", \"Condition\": {\"Null\": {\"kms:ViaService\": \"true\"},"
              + " \"StringEquals\": {\"kms:EncryptionContext:t\": \"b\"}}");

  private final ReferenceAuthorizer authorizer = ReferenceAuthorizer.create();
  private final Random random = new Random(6);

  private <T> T any(List<T> elements) {
    return elements.get(random.nextInt(elements.size()));
  }

  private String statements(List<String> principals) {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      statements.add(
          "{\"Effect\": \""
              + any(List.of("Allow", "Allow", "Deny"))
              + "\", "
              + any(principals)
              + "\"Action\": \"kms:Decrypt\", \"Resource\": \"*\""
              + any(CONDITIONS)
              + "}");
    }
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
  }

  private PolicySet policies() {
    return PolicySet.builder()
        .identity(layer(PolicyType.IDENTITY, statements(List.of(""))))
        .key(
            layer(
                PolicyType.KEY,
                statements(
                    List.of(
                        "\"Principal\": {\"AWS\": \"111122223333\"}, ",
                        "\"Principal\": {\"AWS\": \"" + ALICE + "\"}, "))))
        .build();
  }

  private static PolicyLayer layer(PolicyType type, String text) {
    return PolicyLayer.of(new NamedPolicy(type.name(), PolicyReader.forType(type).read(text)));
  }

  private static AuthorizationRequest request(RequestContext context) {
    return AuthorizationRequest.of(Caller.parse(ALICE), "kms:Decrypt", KEY, context);
  }

  private static RequestContext context(String tenant, String service) {
    RequestContext.Builder context = RequestContext.builder();
    if (!tenant.isEmpty()) {
      context.put("kms:EncryptionContext:t", tenant);
    }
    if (!service.isEmpty()) {
      context.put("kms:ViaService", service);
    }
    return context.build();
  }

  private static boolean holds(OpenInput input, RequestContext context) {
    ConditionBlock block = ((OpenInput.Condition) input).block();
    Statement probe =
        PolicyReader.forType(PolicyType.IDENTITY)
            .read(
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
                    + " \"*\", \"Resource\": \"*\"}}")
            .statements()
            .get(0);
    Statement statement =
        new Statement(
            probe.sid(),
            probe.effect(),
            probe.principal(),
            probe.action(),
            probe.resource(),
            block,
            probe.location());
    return StatementAnalysis.of(PolicyType.IDENTITY, true)
        .condition(statement, context)
        .isCertain();
  }

  @Test
  @DisplayName(
      "The terms include the combination of a request if and only if the engine allows the request")
  void terms_everyRequest_agreeWithTheEngine() {
    int conditional = 0;
    for (int i = 0; i < POLICIES; i++) {
      PolicySet policies = policies();
      Optional<ConditionFinder> found =
          ConditionFinder.of(authorizer, request(StatementAnalysis.anyContext()), policies);
      ConditionFinder finder = found.orElseThrow();
      conditional += finder.never() || finder.always() ? 0 : 1;
      for (String tenant : List.of("", "a", "b", "c")) {
        for (String service : List.of("", "s3.us-west-2.amazonaws.com", "ebs.us-west-2.x")) {
          RequestContext context = context(tenant, service);
          int combination = 0;
          for (int bit = 0; bit < finder.inputs().size(); bit++) {
            combination |= holds(finder.inputs().get(bit), context) ? 1 << bit : 0;
          }
          int decided = combination;
          boolean allowed = finder.terms().stream().anyMatch(term -> term.includes(decided));
          assertThat(authorizer.decide(request(context), policies) == Decision.ALLOWED)
              .as("%s with %s", policies, context)
              .isEqualTo(allowed);
        }
      }
    }
    assertThat(conditional).isGreaterThan(POLICIES / 10);
  }

  @Test
  @DisplayName("With too many conditions the finder gives no result")
  void of_tooManyConditions_isEmpty() {
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i <= ConditionFinder.MAX_INPUTS; i++) {
      statements
          .append(i == 0 ? "" : ", ")
          .append("{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"" + ALICE + "\"}, ")
          .append("\"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\":")
          .append(" {\"StringEquals\": {\"kms:EncryptionContext:t\": \"" + i + "\"}}}");
    }
    PolicySet policies =
        PolicySet.builder()
            .key(
                layer(
                    PolicyType.KEY,
                    "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}"))
            .build();
    assertThat(ConditionFinder.of(authorizer, request(StatementAnalysis.anyContext()), policies))
        .isEmpty();
  }
}
