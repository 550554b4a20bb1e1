package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No managed policy of AWS uses up the step budget of a check. */
final class ManagedStepsTest {

  private static final KmsResource.Key KEY =
      (KmsResource.Key)
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final Caller APP =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session-1");
  private static final String DELEGATING =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}]}
      """;

  /** A context in which every condition key is unknown. */
  private static final ConditionContext UNKNOWN =
      new ConditionContext() {
        @Override
        public ContextValue get(String key) {
          return ContextValue.unknown();
        }

        @Override
        public Collection<String> namesUnder(String prefix) {
          return List.of();
        }

        @Override
        public boolean mayHoldOthersUnder(String prefix) {
          return true;
        }
      };

  private static PrincipalPolicies own(PolicyLayer identity) {
    return new PrincipalPolicies(
        identity,
        PolicyLayer.none(),
        PolicyLayer.none(),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  private static NamedPolicy policy(PolicyText text) {
    return new NamedPolicy(
        text.source(), PolicyReader.forType(PolicyType.IDENTITY).read(text.text()));
  }

  @Test
  @DisplayName(
      "6.17: no action under a managed policy, or under twenty of them, ends at the budget")
  void decide_managedPolicies_staysWithinTheBudget() throws IOException {
    List<NamedPolicy> policies =
        ManagedFindingsTest.policies().stream().map(ManagedStepsTest::policy).toList();
    assertThat(policies).hasSizeGreaterThan(200);
    for (int i = 0; i < policies.size(); i++) {
      assertThat(exhausted(PolicyLayer.of(policies.get(i)))).as(policies.get(i).name()).isZero();
      if (i % 20 == 0) { // as many as IAM lets a role have
        List<NamedPolicy> several = policies.subList(i, Math.min(i + 20, policies.size()));
        assertThat(exhausted(new PolicyLayer.Attached(several))).as("from %s on", i).isZero();
      }
    }
  }

  private static long exhausted(PolicyLayer identity) {
    KeyPolicies key =
        new KeyPolicies(
            PolicyLayer.of(
                new NamedPolicy("", PolicyReader.forType(PolicyType.KEY).read(DELEGATING))),
            GrantLayer.none(),
            OrganizationLayer.none(),
            KeyManager.CUSTOMER);
    PrincipalPolicies own = own(identity);
    try (Authorizer authorizer = Authorizer.builder().build()) {
      PrincipalHandle app = authorizer.principal(APP);
      for (KmsAction action : KmsCatalogue.bundled().actions()) {
        app.decide(authorizer.action(action.name()), KEY, own, key, UNKNOWN);
        app.decide(authorizer.action(action.name()), KEY, own, key, RequestContext.empty());
      }
      return authorizer.exhaustedChecks();
    }
  }
}
