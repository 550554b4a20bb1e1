package io.kmspolicy.interceptor.source;

import static io.kmspolicy.interceptor.source.AwsCalls.required;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.source.LayerLoader;
import io.kmspolicy.source.SourceException;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Loads the policy of a VPC endpoint by the endpoint's id. */
final class EndpointLoader implements LayerLoader<String, PolicyLayer> {

  private final Ec2Client ec2;
  private final AwsCalls calls;

  EndpointLoader(Ec2Client ec2, AwsCalls calls) {
    this.ec2 = ec2;
    this.calls = calls;
  }

  @Override
  public PolicyLayer load(String endpointId) {
    List<VpcEndpoint> found =
        calls
            .call(
                AwsApi.DESCRIBE_VPC_ENDPOINTS,
                () -> ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(endpointId)))
            .vpcEndpoints();
    if (found.size() != 1 || !endpointId.equals(found.get(0).vpcEndpointId())) {
      throw new SourceException("incomplete response: it does not describe the VPC endpoint");
    }
    String text = required(found.get(0).policyDocument(), "policy of the VPC endpoint");
    PolicyReader reader = PolicyReader.forType(PolicyType.VPC_ENDPOINT).source(endpointId);
    return PolicyLayer.of(new NamedPolicy(endpointId, reader.read(text)));
  }
}
