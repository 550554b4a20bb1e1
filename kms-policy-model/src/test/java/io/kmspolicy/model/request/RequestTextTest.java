package io.kmspolicy.model.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The texts of contexts, requests, grants and scenarios end up in logs by accident. */
class RequestTextTest {

  private static final String SECRET = "very-secret";

  private static final RequestContext CONTEXT =
      RequestContext.builder()
          .put("kms:EncryptionContext:patient", SECRET)
          .put("aws:PrincipalTag/team", SECRET, SECRET + "-2")
          .unknown("aws:SourceIp")
          .unknown("aws:RequestTag/*")
          .build();

  private static final AuthorizationRequest REQUEST =
      AuthorizationRequest.of(
          Caller.parse("arn:aws:iam::111122223333:user/alice"),
          "kms:Encrypt",
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
          CONTEXT);

  @Test
  @DisplayName("The text of a context has the names of its keys, and no value")
  void toString_context_hasNamesOnly() {
    assertThat(CONTEXT)
        .hasToString(
            "RequestContext{aws:principaltag/team=Present[2 values], aws:sourceip=Unknown,"
                + " kms:encryptioncontext:patient=Present[1 value]}[aws:requesttag/]");
  }

  @Test
  @DisplayName("The texts of a request and of a scenario have no value of the context or of a pair")
  void toString_requestAndScenario_haveNamesOnly() {
    Map<String, String> pairs = Map.of("patient", SECRET);
    PolicySet policies =
        PolicySet.builder()
            .grants(
                new GrantLayer.Known(
                    List.of(
                        grant(new ContextConstraint.EqualTo(pairs)),
                        grant(new ContextConstraint.Containing(pairs)))))
            .build();
    Scenario scenario = new Scenario("one", REQUEST, policies, new Scenario.Expectation.None());
    assertThat(REQUEST.toString()).contains("kms:encryptioncontext:patient");
    assertThat(scenario.toString()).contains("EqualTo[patient]").contains("Containing[patient]");
    assertThat(scenario.toString() + REQUEST).doesNotContain(SECRET);
  }

  private static Grant grant(ContextConstraint constraint) {
    return new Grant(
        "id",
        "name",
        "",
        new Grant.GrantPrincipal.Nobody(),
        new Grant.GrantPrincipal.Nobody(),
        List.of("Encrypt"),
        new GrantConstraints(constraint, ""),
        "",
        "");
  }
}
