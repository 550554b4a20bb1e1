package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions that compare one condition key with another, by a variable (rules 2.11, 2.12). */
class ComparedKeysTest {

  private static final String KEY = "kms:EncryptionContext:tenant";
  private static final String OTHER = "aws:PrincipalTag/tenant";

  private static final List<ContextValue> VALUES =
      List.of(
          ContextValue.absent(),
          ContextValue.unknown(),
          ContextValue.presentUnknown(),
          ContextValue.of(""),
          ContextValue.of("a"),
          ContextValue.of("b"),
          ContextValue.of("*"),
          ContextValue.of("a", "b"));

  private static PolicySet policies(String effect, String operator) {
    String text =
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Principal": "*", "Action": "kms:Encrypt", "Resource": "*"},
          {"Effect": "%s", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*",
           "Condition": {"%s": {"%s": "${%s}"}}}]}
        """
            .formatted(effect, operator, KEY, OTHER);
    return PolicySet.empty().toBuilder()
        .key(PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(PolicyType.KEY).read(text))))
        .build();
  }

  private static AuthorizationRequest request(ContextValue key, ContextValue other) {
    return AuthorizationRequest.of(
        Caller.parse("arn:aws:iam::111122223333:user/alice"),
        "kms:Decrypt",
        KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
        RequestContext.builder().set(KEY, key).set(OTHER, other).build());
  }

  @ParameterizedTest
  @CsvSource({
    "Allow, StringEquals",
    "Allow, StringNotEquals",
    "Allow, StringEqualsIfExists",
    "Allow, StringNotEqualsIfExists",
    "Allow, StringLike",
    "Allow, StringNotLike",
    "Allow, StringEqualsIgnoreCase",
    "Deny, StringEquals",
    "Deny, StringNotEquals",
    "Deny, StringNotEqualsIfExists",
    "Deny, ForAnyValue:StringEquals"
  })
  void decide_anyValuesOfBothKeys_isTheReferencesDecision(String effect, String operator) {
    PolicySet policies = policies(effect, operator);
    ResidualPolicy residual = Residuals.policy(request(VALUES.get(0), VALUES.get(0)), policies);
    for (ContextValue key : VALUES) {
      for (ContextValue other : VALUES) {
        AuthorizationRequest request = request(key, other);

        assertThat(residual.decide(request.context(), request.resource().arn()))
            .as("%s and %s", key, other)
            .isEqualTo(PolicyEvaluator.reference().decide(request, policies));
      }
    }
  }
}
