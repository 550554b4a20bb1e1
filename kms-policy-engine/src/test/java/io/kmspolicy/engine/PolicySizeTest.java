package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.OrganizationLayer.Level;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The size of a policy set is the number of its statements and grants. */
class PolicySizeTest {

  private static final Grant GRANT =
      new Grant(
          "g",
          "",
          "",
          new Grant.GrantPrincipal.Nobody(),
          new Grant.GrantPrincipal.Nobody(),
          List.of("Decrypt"),
          GrantConstraints.none(),
          "",
          "");

  /** A layer of two policies that have this many statements together. */
  private static PolicyLayer.Attached layer(int statements) {
    PolicyLayer.Attached one = policy(1);
    PolicyLayer.Attached rest = policy(statements - 1);
    return (PolicyLayer.Attached) PolicyLayer.of(one.policies().get(0), rest.policies().get(0));
  }

  private static PolicyLayer.Attached policy(int statements) {
    String[] texts = new String[statements];
    Arrays.fill(texts, Policies.DELEGATING);
    return (PolicyLayer.Attached) Policies.layer(PolicyType.KEY, texts);
  }

  @Test
  @DisplayName("The statements of all policies of all layers and levels count, and the grants")
  void of_allLayers_isTheSum() {
    PolicySet set =
        PolicySet.builder()
            .identity(layer(2))
            .permissionsBoundary(layer(4))
            .session(layer(8))
            .serviceControl(
                OrganizationLayer.of(
                    new Level("r", layer(10).policies()), new Level("a", layer(6).policies())))
            .resourceControl(OrganizationLayer.of(new Level("r", layer(32).policies())))
            .vpcEndpoint(layer(64))
            .key(layer(128))
            .grants(GrantLayer.of(Stream.generate(() -> GRANT).limit(256).toArray(Grant[]::new)))
            .build();

    assertThat(PolicySize.of(set)).isEqualTo(2 + 4 + 8 + 16 + 32 + 64 + 128 + 256);
  }

  @Test
  @DisplayName("Layers that are absent or unknown do not count")
  void of_absentAndUnknownLayers_isZero() {
    PolicySet set =
        PolicySet.builder()
            .session(PolicyLayer.unknown())
            .resourceControl(OrganizationLayer.unknown())
            .grants(GrantLayer.unknown())
            .build();

    assertThat(PolicySize.of(set)).isZero();
  }
}
