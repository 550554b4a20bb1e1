package io.kmspolicy.inputs;

import static io.kmspolicy.inputs.TerraformText.KEY;
import static io.kmspolicy.inputs.TerraformText.gaps;
import static io.kmspolicy.inputs.TerraformText.keyPolicy;
import static io.kmspolicy.inputs.TerraformText.words;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The policy of the VPC endpoint for KMS: known only where the file says that it applies. */
class TerraformEndpointsTest {

  private static final String HERE = "'service_name': 'com.amazonaws.us-west-2.kms', ";
  private static final String OWN = "'vpc_endpoint_id': 'vpce-1', ";

  private static TerraformText endpoint(String service) {
    return new TerraformText()
        .key("aws_kms_key.k", KEY, keyPolicy("*"))
        .planned("aws_vpc_endpoint.e", "'id': 'vpce-1', " + service + keyPolicy("Encrypt"));
  }

  @Test
  void endpoint_withItsPolicy_isKnown() {
    assertThat(words(endpoint(HERE).readPlan().endpoint())).isEqualTo("[allow Encrypt]");
  }

  @Test
  void endpoint_withPolicyOfItsOwn_hasThatOne() {
    InputState state =
        endpoint(HERE).planned("aws_vpc_endpoint_policy.p", OWN + keyPolicy("Decrypt")).readPlan();

    assertThat(words(state.endpoint())).isEqualTo("[allow Decrypt]");
  }

  @Test
  @DisplayName("a removed policy of an endpoint leaves the policy unknown")
  void removedPolicy_isUnknown() {
    InputState state =
        endpoint(HERE)
            .changed("aws_vpc_endpoint_policy.p", "delete", "")
            .prior("aws_vpc_endpoint_policy.p", OWN + keyPolicy("Encrypt"))
            .readPlan();

    assertThat(words(state.endpoint())).isEqualTo("unknown");
    assertThat(gaps(state))
        .singleElement()
        .asString()
        .contains("the plan removes `aws_vpc_endpoint_policy.p`");
  }

  @Test
  @DisplayName("an endpoint in another Region than the keys does not see their requests")
  void endpoint_inAnotherRegion_isUnknown() {
    InputState state = endpoint(HERE.replace("us-west-2", "us-east-1")).readPlan();

    assertThat(words(state.endpoint())).isEqualTo("unknown");
    assertThat(gaps(state)).singleElement().asString().contains("com.amazonaws.us-east-1.kms");
  }

  @Test
  void endpoint_ofAnUnknownService_isUnknown() {
    InputState state = endpoint("").changed("aws_vpc_endpoint.e", "update", "").readPlan();

    assertThat(words(state.endpoint())).isEqualTo("unknown");
  }

  @Test
  @DisplayName("the policy of an endpoint outside of the file may be of another service")
  void policyOfAnEndpointElsewhere_isUnknown() {
    InputState state =
        new TerraformText()
            .planned("aws_vpc_endpoint_policy.p", OWN + keyPolicy("Decrypt"))
            .readPlan();

    assertThat(state.others()).hasSize(1);
    assertThat(words(state.endpoint())).isEqualTo("unknown");
  }

  @Test
  @DisplayName("of two endpoints, the one without a policy is not forgotten")
  void secondEndpointWithoutPolicy_isUnknown() {
    InputState state =
        endpoint(HERE).planned("aws_vpc_endpoint.f", HERE + "'id': 'vpce-2'").readPlan();

    assertThat(words(state.endpoint())).isEqualTo("unknown");
  }

  @Test
  @DisplayName("a policy that may be of any endpoint leaves its policy unknown")
  void policyOfAnyEndpoint_isUnknown() {
    InputState state =
        endpoint(HERE)
            .created("aws_vpc_endpoint_policy.p", keyPolicy("Decrypt"), "vpc_endpoint_id")
            .readPlan();

    assertThat(words(state.endpoint())).isEqualTo("unknown");
  }
}
