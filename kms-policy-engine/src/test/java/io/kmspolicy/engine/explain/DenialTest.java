package io.kmspolicy.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one value that says why a request is denied, and its sentence. */
class DenialTest {

  private static final String ALLOW =
      "{'Sid':'%s','Effect':'Allow','Action':'kms:Decrypt','Resource':'*'%s}";
  private static final String DENY =
      "{'Sid':'%s','Effect':'Deny','Action':'kms:Decrypt','Resource':'*'}";
  private static final String DELEGATE =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";
  private static final String SECRET = "the value that was sent";

  private static Denial denial(String keyPolicy, String... identity) {
    AuthorizationRequest request =
        AuthorizationRequest.of(
            Caller.parse("arn:aws:iam::111122223333:user/alice"),
            "kms:Decrypt",
            KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/ab"),
            RequestContext.builder().put("kms:EncryptionContext:tenant", SECRET).build());
    PolicySet policies = PolicySet.of(Policies.identity(identity), Policies.key(keyPolicy));
    return PolicyEvaluator.reference().explain(request, policies).denial().orElseThrow();
  }

  private static String wanting(String value) {
    return ",'Condition':{'StringEquals':{'kms:EncryptionContext:tenant':'" + value + "'}}";
  }

  @Test
  @DisplayName("An explicit denial names its statements, of more than three the number")
  void text_explicit_namesTheStatements() {
    assertThat(denial(DELEGATE, DENY.formatted("No")).text())
        .isEqualTo("denied by identity policy p: statement \"No\" at 1:38");

    Denial many =
        denial(
            DELEGATE,
            DENY.formatted("A"),
            DENY.formatted("B"),
            DENY.formatted("C"),
            DENY.formatted("D"),
            DENY.formatted("E"));
    assertThat(many.statements()).hasSize(5);
    assertThat(many.layers()).containsExactly(PolicyType.IDENTITY);
    assertThat(many.text())
        .startsWith("denied by identity policy p: statement \"A\" at 1:38 and ")
        .contains("\"C\"")
        .doesNotContain("\"D\"")
        .endsWith(" and 2 more");
  }

  @Test
  @DisplayName("A denial by absence names the layers, and the Allow that fails by one condition")
  void text_byAbsence_namesTheLayersAndTheNearestAllow() {
    Denial denial = denial(DELEGATE, ALLOW.formatted("Near", wanting("blue")));

    assertThat(denial.explicit()).isFalse();
    assertThat(denial.layers()).containsExactly(PolicyType.IDENTITY);
    assertThat(denial.nearMisses())
        .singleElement()
        .satisfies(
            miss -> {
              assertThat(miss.condition()).isEqualTo("StringEquals kms:EncryptionContext:tenant");
              assertThat(miss.wanted()).containsExactly("blue");
              assertThat(miss.sent()).isEqualTo(new ContextValue.Present(List.of(SECRET)));
            });
    assertThat(denial.text())
        .isEqualTo(
            "nothing allows it: the identity policies do not allow it; identity policy p: statement"
                + " \"Near\" at 1:38 would allow it, but for `StringEquals"
                + " kms:EncryptionContext:tenant`, which wants `blue`");
    assertThat(denial + denial.text()).doesNotContain(SECRET);
    assertThat(denial(DELEGATE, ALLOW.formatted("Other", "").replace("Decrypt", "Sign")).text())
        .isEqualTo("nothing allows it: the identity policies do not allow it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"blue\\nINFO forged", "\\u202e"})
  @DisplayName("Texts of policies cannot make a line of their own, or reverse one")
  void text_unsafeValues_areEscaped(String value) {
    String text = denial(DELEGATE, ALLOW.formatted("Near", wanting(value))).text();

    assertThat(text.lines()).hasSize(1);
    assertThat(text).doesNotContain("\u202e");
  }
}
