package io.kmspolicy.interceptor.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenialMessageTest {

  private static final PolicyEvaluator AUTHORIZER = PolicyEvaluator.reference();
  private static final AuthorizationRequest DECRYPT =
      AuthorizationRequest.of(Fixtures.CALLER, "kms:Decrypt", Fixtures.KEY, RequestContext.empty());

  private static PolicyLayer layer(PolicyType type, String file, String statement) {
    String json = "{\"Version\": \"2012-10-17\",\n\"Statement\": {" + statement + "}}";
    return PolicyLayer.of(
        new NamedPolicy(file, PolicyReader.forType(type).source(file).read(json)));
  }

  private static PolicyLayer delegating() {
    return layer(
        PolicyType.KEY,
        "key.json",
        "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"},"
            + " \"Action\": \"kms:*\", \"Resource\": \"*\"");
  }

  private static PolicyLayer identity(String effect) {
    return layer(
        PolicyType.IDENTITY,
        "identity.json",
        "\"Sid\": \"S1\", \"Effect\": \"%s\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\""
            .formatted(effect));
  }

  private static String reason(PolicySet set) {
    Decision decision = AUTHORIZER.decide(DECRYPT, set);
    return new DenialMessage(AUTHORIZER, new Assertions(List.of()), PolicySource.unknown())
        .reason(new CheckDecision.Evaluated(DECRYPT, set, set, decision));
  }

  @Test
  void reason_explicitDeny_namesStatementPolicyAndPlace() {
    PolicySet set = PolicySet.builder().identity(identity("Deny")).key(delegating()).build();
    assertThat(reason(set))
        .isEqualTo(
            "denied by statement `S1` of the identity policy `identity.json` (identity.json:2:14)");
  }

  @Test
  void reason_namesOfAnyCharacters_areOnOneLineAndBounded() {
    PolicyLayer denying =
        layer(
            PolicyType.IDENTITY,
            "a\nERROR forged\u001b[31m\u202e\u2028" + "x".repeat(1_000),
            "\"Sid\": \"S\\n\\u2028%s\", \"Effect\": \"Deny\", \"Action\": \"kms:*\", \"Resource\": \"*\""
                .formatted("y".repeat(1_000)));
    String reason = reason(PolicySet.builder().identity(denying).key(delegating()).build());
    assertThat(reason)
        .startsWith("denied by statement `S\\n\\u2028y")
        .contains("y…` of the identity policy `a\\nERROR forged\\u001b[31m\\u202e\\u2028x")
        .matches("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]*")
        .hasSizeLessThan(1_500);
  }

  @Test
  void reason_nothingInTheIdentityPolicies_saysSo() {
    assertThat(reason(PolicySet.builder().key(delegating()).build()))
        .isEqualTo(
            "nothing allows it: the caller's identity policies do not allow kms:Decrypt on key/"
                + Fixtures.KEY_ID);
  }

  @Test
  void reason_keyPolicyDoesNotDelegate_namesItsFile() {
    PolicyLayer other =
        layer(
            PolicyType.KEY,
            "key.json",
            "\"Effect\": \"Allow\", \"Principal\": {\"AWS\":"
                + " \"arn:aws:iam::111122223333:role/Other\"},"
                + " \"Action\": \"kms:*\", \"Resource\": \"*\"");
    assertThat(reason(PolicySet.builder().identity(identity("Allow")).key(other).build()))
        .isEqualTo(
            "nothing allows it: the key policy (key.json) does not allow kms:Decrypt on key/"
                + Fixtures.KEY_ID);
  }

  @Test
  void reason_deniedEitherWay_saysSo() {
    PolicySet set =
        PolicySet.builder()
            .key(delegating())
            .serviceControl(OrganizationLayer.unknown())
            .grants(GrantLayer.none())
            .build();
    assertThat(AUTHORIZER.decide(DECRYPT, set)).isEqualTo(Decision.DENIED);
    assertThat(reason(set))
        .isEqualTo(
            "nothing allows it: the caller's identity policies do not allow kms:Decrypt on key/"
                + Fixtures.KEY_ID
                + "; the unknown service control policies may deny it as well");
  }

  @Test
  void reason_underAnOrganizationsPolicy_namesTheMissingAllowAndThePolicy() {
    PolicyLayer.Attached control =
        (PolicyLayer.Attached)
            layer(
                PolicyType.RESOURCE_CONTROL,
                "OrgOnly",
                "\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:*\","
                    + " \"Resource\": \"*\", \"Condition\": {\"StringNotEqualsIfExists\":"
                    + " {\"aws:PrincipalOrgID\": \"o-a1b2c3d4e5\"}}");
    PolicySet set =
        PolicySet.builder()
            .key(delegating())
            .resourceControl(
                OrganizationLayer.of(new OrganizationLayer.Level("root", control.policies())))
            .build();
    AuthorizationRequest open =
        DECRYPT.in(RequestContext.builder().unknown("aws:PrincipalOrgID").build());
    Decision decision = AUTHORIZER.decide(open, set);
    assertThat(decision).isEqualTo(Decision.DENIED);
    assertThat(
            new DenialMessage(AUTHORIZER, new Assertions(List.of()), PolicySource.unknown())
                .reason(new CheckDecision.Evaluated(open, set, set, decision)))
        .isEqualTo(
            "nothing allows it: the caller's identity policies do not allow kms:Decrypt on key/"
                + Fixtures.KEY_ID
                + "; RCP `OrgOnly` may deny it as well");
  }

  @Test
  void reason_oneConditionFails_namesTheStatementThatNearlyAllows() {
    PolicyLayer nearly =
        layer(
            PolicyType.IDENTITY,
            "identity.json",
            "\"Sid\": \"Team\", \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\","
                + " \"Resource\": \"*\", \"Condition\": {\"StringEquals\":"
                + " {\"kms:EncryptionContext:team\": \"blue\"}}");
    PolicySet set = PolicySet.builder().identity(nearly).key(delegating()).build();
    AuthorizationRequest sent =
        DECRYPT.in(RequestContext.builder().put("kms:EncryptionContext:team", "secret").build());
    assertThat(
            new DenialMessage(AUTHORIZER, new Assertions(List.of()), PolicySource.unknown())
                .reason(new CheckDecision.Evaluated(sent, set, set, Decision.IMPLICIT_DENY)))
        .isEqualTo(
            "nothing allows it: the caller's identity policies do not allow kms:Decrypt on key/"
                + Fixtures.KEY_ID
                + "; statement `Team` of the identity policy `identity.json` (identity.json:2:14)"
                + " would allow it, but for `StringEquals kms:EncryptionContext:team`, which wants `blue`");
  }

  @Test
  void message_denial_namesEverything() {
    CheckDecision.Evaluated check =
        new CheckDecision.Evaluated(
            DECRYPT, PolicySet.empty(), PolicySet.empty(), Decision.IMPLICIT_DENY);
    assertThat(
            new DenialMessage(AUTHORIZER, new Assertions(List.of()), PolicySource.unknown())
                .message(check, "because"))
        .isEqualTo(
            "`arn:aws:sts::111122223333:assumed-role/App/session-1` may not `kms:Decrypt` on `"
                + Fixtures.KEY_ARN
                + "`: implicitDeny, because; stopped in the client, nothing was sent");
  }
}
