package io.kmspolicy.interceptor.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.request.SdkFieldIndex;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedOperation;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

class CallPoliciesTest {

  private static final PrincipalPolicies LAYERS =
      new PrincipalPolicies(
          PolicyLayer.of(),
          PolicyLayer.none(),
          PolicyLayer.none(),
          OrganizationLayer.none(),
          PolicyLayer.of());

  /** A source whose VPC endpoint is in one Region. */
  private static final PolicySource SOURCE =
      new PolicySource() {
        @Override
        public PrincipalPolicies principal(Caller caller) {
          return LAYERS;
        }

        @Override
        public boolean hasVpcEndpointIn(String region) {
          return region.equals("us-west-2");
        }

        @Override
        public KeyPolicies key(KmsResource resource, Caller caller) {
          return KeyPolicies.unknown();
        }
      };

  private static PrincipalPolicies of(String region) {
    PlannedOperation operation = PlannedOperation.all(KmsCatalogue.bundled()).get("Encrypt");
    InterceptedCall call =
        new InterceptedCall(
            operation,
            new SdkFieldIndex().membersOf(EncryptRequest.builder().build()),
            (Caller.AccountCaller) Fixtures.CALLER,
            "aws",
            region,
            false,
            RequestContext.empty());
    return new CallPolicies(SOURCE, KeyDirectory.empty(), new Assertions(List.of()))
        .of(operation.checks().get(0), call, Fixtures.KEY)
        .principal();
  }

  @Test
  @DisplayName("4.2: the policy of a VPC endpoint is unknown for calls to another Region")
  void of_callToAnotherRegion_hasAnUnknownEndpoint() {
    assertThat(of("us-west-2")).isSameAs(LAYERS);
    assertThat(of("eu-west-1").vpcEndpoint()).isEqualTo(PolicyLayer.unknown());
    assertThat(of("eu-west-1").identity()).isEqualTo(PolicyLayer.of());
  }
}
