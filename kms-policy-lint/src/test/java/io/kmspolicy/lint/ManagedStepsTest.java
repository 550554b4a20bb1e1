package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.ActionHandle;
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
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The step budget changes no decision under the managed policies of AWS. */
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
      "6.17: twenty managed policies, as many as a role may have, are decided as without it")
  void decide_twentyManagedPolicies_decidesAsWithoutBudget() throws IOException {
    List<NamedPolicy> policies =
        ManagedFindingsTest.policies().stream().map(ManagedStepsTest::policy).toList();
    assertThat(policies).hasSizeGreaterThan(200);
    for (int i = 0; i + 20 <= policies.size(); i += 20) {
      PolicyLayer several = new PolicyLayer.Attached(policies.subList(i, i + 20));
      try (Authorizer bounded = Authorizer.builder().build();
          Authorizer unbounded = Authorizer.builder().maximumSteps(Integer.MAX_VALUE).build()) {
        assertThat(decisions(bounded, several))
            .as("from %s on", i)
            .isEqualTo(decisions(unbounded, several));
      }
    }
  }

  @Test
  @DisplayName("6.17: no managed policy reaches the step budget, at the first decision or later")
  void decide_singleManagedPolicy_staysWithinTheBudget() throws IOException {
    for (PolicyText text : ManagedFindingsTest.policies()) {
      try (Authorizer authorizer = Authorizer.builder().build()) {
        PolicyLayer single = new PolicyLayer.Attached(List.of(policy(text)));
        for (int time = 0; time < 3; time++) {
          decisions(authorizer, single);
        }

        assertThat(authorizer.exhaustedChecks()).as(text.source()).isZero();
      }
    }
  }

  /** The decisions on all actions, with everything unknown and with nothing present. */
  private static List<Decision> decisions(Authorizer authorizer, PolicyLayer identity) {
    KeyPolicies key =
        new KeyPolicies(
            PolicyLayer.of(
                new NamedPolicy("", PolicyReader.forType(PolicyType.KEY).read(DELEGATING))),
            GrantLayer.none(),
            OrganizationLayer.none(),
            KeyManager.CUSTOMER);
    PrincipalPolicies own = own(identity);
    PrincipalHandle app = authorizer.principal(APP);
    List<Decision> decisions = new ArrayList<>();
    for (KmsAction action : KmsCatalogue.bundled().actions()) {
      ActionHandle handle = authorizer.action(action.name());
      decisions.add(app.decide(handle, KEY, own, key, UNKNOWN));
      decisions.add(app.decide(handle, KEY, own, key, RequestContext.empty()));
    }
    return decisions;
  }
}
