package io.kmspolicy.replay.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether one layer is among those that deny a call. */
class FailingLayersTest {

  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/ab";
  private static final Caller CALLER =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s").takenLiterally();
  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();

  private static boolean mayDeny(PolicyType layer, boolean explicitly, PolicySet policies) {
    AppliedPolicies alone =
        new FailingLayers().alone(layer, explicitly, CALLER, OneLayer.applied(policies));
    Decision decision =
        REFERENCE.decide(
            new AuthorizationRequest(
                CALLER,
                "kms:Decrypt",
                KmsResource.parse(KEY),
                RequestContext.empty(),
                "",
                KeyManager.CUSTOMER,
                ""),
            alone.all());
    return FailingLayers.mayDeny(explicitly, decision);
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("A layer with a matching Deny is one that denies explicitly, whatever the others do")
  void mayDeny_denyInTheLayer_isTrue(PolicyType layer) {
    assertThat(mayDeny(layer, true, OneLayer.with(layer, "Deny"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("A layer that allows does not deny, though no other layer allows")
  void mayDeny_allowInTheLayer_isFalse(PolicyType layer) {
    if (layer != PolicyType.RESOURCE_CONTROL) { // an Allow there says nothing (rule 4.4)
      assertThat(mayDeny(layer, true, OneLayer.with(layer, "Allow"))).isFalse();
      assertThat(mayDeny(layer, false, OneLayer.with(layer, "Allow"))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("A Deny in another layer is not this layer's")
  void mayDeny_denyInAnotherLayer_isFalse(PolicyType layer) {
    PolicyType other = layer == PolicyType.KEY ? PolicyType.IDENTITY : PolicyType.KEY;

    assertThat(mayDeny(layer, true, OneLayer.with(other, "Deny"))).isFalse();
  }

  @Test
  @DisplayName("Without an allow, identity policies and the key policy fail each by itself")
  void mayDeny_noAllow_isTrueForBothSides() {
    assertThat(mayDeny(PolicyType.IDENTITY, false, OneLayer.with(PolicyType.KEY, "Allow")))
        .isTrue();
    assertThat(mayDeny(PolicyType.KEY, false, OneLayer.with(PolicyType.IDENTITY, "Allow")))
        .isTrue();
  }

  @Test
  @DisplayName("An unknown layer may deny")
  void mayDeny_unknownLayer_isTrue() {
    PolicySet unknown = PolicySet.builder().key(PolicyLayer.unknown()).build();

    assertThat(mayDeny(PolicyType.KEY, true, unknown)).isTrue();
    assertThat(mayDeny(PolicyType.KEY, false, unknown)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("The same policies give the same objects, which the engine compiles once")
  void alone_samePolicies_areTheSameObjects(PolicyType layer) {
    AppliedPolicies policies = OneLayer.applied(OneLayer.with(layer, "Deny"));
    FailingLayers failing = new FailingLayers();

    AppliedPolicies first = failing.alone(layer, true, CALLER, policies);
    AppliedPolicies again = failing.alone(layer, true, CALLER, policies);
    KeyPolicies ofOthers = failing.alone(layer, false, CALLER, policies).key();

    assertThat(again.principal()).isSameAs(first.principal());
    assertThat(again.key()).isSameAs(first.key());
    assertThat(ofOthers).isNotSameAs(first.key());
  }
}
