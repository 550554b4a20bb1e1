package io.kmspolicy.replay.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which layer an explicit denial must come from. */
class DenyingLayersTest {

  private static boolean areOnly(PolicyType layer, PolicySet policies) {
    return new DenyingLayers().areOnly(layer, OneLayer.applied(policies));
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("the only layer with a Deny statement denies, and no other does")
  void areOnly_oneLayerWithDeny_isThatLayer(PolicyType layer) {
    for (PolicyType asked : PolicyType.values()) {
      assertThat(areOnly(asked, OneLayer.with(layer, "Deny"))).isEqualTo(asked == layer);
    }
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("a layer without a Deny statement denies nothing explicitly")
  void areOnly_noDeny_isNone(PolicyType layer) {
    assertThat(areOnly(layer, OneLayer.with(layer, "Allow"))).isFalse();
  }

  @Test
  @DisplayName("a second layer that has a Deny statement, or is not known, may be the one")
  void areOnly_anotherLayerMayDeny_isFalse() {
    PolicySet key = OneLayer.with(PolicyType.KEY, "Deny");
    PolicySet identity = OneLayer.with(PolicyType.IDENTITY, "Deny");

    assertThat(areOnly(PolicyType.KEY, key.toBuilder().identity(identity.identity()).build()))
        .isFalse();
    assertThat(areOnly(PolicyType.KEY, key.toBuilder().session(PolicyLayer.unknown()).build()))
        .isFalse();
    assertThat(
            areOnly(
                PolicyType.KEY,
                key.toBuilder().serviceControl(OrganizationLayer.unknown()).build()))
        .isFalse();
  }

  @Test
  @DisplayName("an unknown layer is the one if no other can deny")
  void areOnly_unknownLayer_isTrue() {
    PolicySet policies = PolicySet.empty().toBuilder().key(PolicyLayer.unknown()).build();

    assertThat(areOnly(PolicyType.KEY, policies)).isTrue();
    assertThat(areOnly(PolicyType.IDENTITY, policies)).isFalse();
  }
}
