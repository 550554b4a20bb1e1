package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Regression tests: a question that AWS leaves open must not become a certain denial. */
class OpenRulesTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";

  private static void assertDecision(
      Decision expected, String resource, RequestContext context, PolicySet policies) {
    AuthorizationRequest request =
        AuthorizationRequest.of(ALICE, "kms:Decrypt", KmsResource.parse(resource), context);
    for (PolicyEvaluator evaluator :
        List.of(ReferenceAuthorizer.create(), TableEvaluator.create())) {
      assertThat(evaluator.decide(request, policies)).isEqualTo(expected);
    }
  }

  private static PolicySet policies(String... identity) {
    return PolicySet.builder()
        .identity(Policies.layer(PolicyType.IDENTITY, identity))
        .key(Policies.layer(PolicyType.KEY, Policies.DELEGATING))
        .build();
  }

  @Test
  @DisplayName("2.17, 6.1: a key action on `*` may be on any key that a control policy spells out")
  void decide_keyActionOnNoKey_staysOpen() {
    PolicyLayer.Attached spelled =
        (PolicyLayer.Attached)
            Policies.layer(
                PolicyType.SERVICE_CONTROL,
                "{'Effect':'Allow','Action':'*','Resource':'arn:aws:kms:us-west-2:111122223333:key/*'}");
    List<NamedPolicy> level = spelled.policies();
    PolicySet policies =
        policies("{'Effect':'Allow','Action':'kms:*','Resource':'*'}").toBuilder()
            .serviceControl(OrganizationLayer.of(new OrganizationLayer.Level("r-root", level)))
            .build();
    assertDecision(Decision.INDETERMINATE, "*", RequestContext.empty(), policies);
  }

  @Test
  @DisplayName("3.2: of two entries that differ in case only, either may be the one compared")
  void decide_oneOfTwoSpellingsPasses_staysOpen() {
    PolicySet policies =
        policies(
            "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*',"
                + "'Condition':{'StringEquals':{'kms:EncryptionContext:a':'x'}}}");
    RequestContext one =
        RequestContext.builder()
            .put("kms:EncryptionContext:a", "x")
            .put("kms:EncryptionContext:A", "y")
            .build();
    RequestContext neither =
        RequestContext.builder()
            .put("kms:EncryptionContext:a", "z")
            .put("kms:EncryptionContext:A", "y")
            .build();
    assertDecision(Decision.INDETERMINATE, KEY, one, policies);
    assertDecision(Decision.IMPLICIT_DENY, KEY, neither, policies);
  }

  @Test
  @DisplayName("3.9: a plain operator on a key of several values, one of which matches, stays open")
  void decide_plainOperatorOnMultivaluedKey_staysOpen() {
    PolicySet policies =
        policies(
            "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*',"
                + "'Condition':{'StringEquals':{'kms:EncryptionContextKeys':'a'}}}");
    RequestContext two =
        RequestContext.builder().put("kms:EncryptionContextKeys", "a", "b").build();
    assertDecision(Decision.INDETERMINATE, KEY, two, policies);
  }
}
