package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.source.AwsSource;
import io.kmspolicy.source.SourceLayer;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The clients of a live source, with the SDK's default credentials and Region. */
final class AwsClients {

  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final Set<SourceLayer> OF_KMS =
      EnumSet.of(
          SourceLayer.KEY_POLICY,
          SourceLayer.GRANTS,
          SourceLayer.KEY_METADATA,
          SourceLayer.KEY_TAGS,
          SourceLayer.KEY_LIST,
          SourceLayer.ALIASES);

  private static final Set<SourceLayer> OF_IAM =
      EnumSet.of(SourceLayer.PRINCIPAL, SourceLayer.IDENTITY, SourceLayer.PERMISSIONS_BOUNDARY);

  private final Set<SourceLayer> layers;
  private final String vpcEndpointId;
  private final List<AutoCloseable> opened;

  /**
   * Creates no client yet.
   *
   * @param opened receives each client that is created
   */
  AwsClients(Set<SourceLayer> layers, String vpcEndpointId, List<AutoCloseable> opened) {
    this.layers = layers;
    this.vpcEndpointId = vpcEndpointId;
    this.opened = opened;
  }

  /**
   * Adds the clients that the layers need to a source.
   *
   * @throws NoClassDefFoundError if the SDK's module of one of them is not on the class path
   */
  void addTo(AwsSource.Builder builder) {
    if (needs(OF_KMS)) {
      builder.kms(open(KmsClient.builder().overrideConfiguration(AwsClients::limit).build()));
    }
    if (needs(OF_IAM)) {
      builder.iam(open(IamClient.builder().overrideConfiguration(AwsClients::limit).build()));
    }
    if (layers.contains(SourceLayer.CALLER) || needs(OF_IAM)) {
      builder.sts(open(StsClient.builder().overrideConfiguration(AwsClients::limit).build()));
    }
    if (layers.contains(SourceLayer.VPC_ENDPOINT) && !vpcEndpointId.isEmpty()) {
      builder.vpcEndpoint(
          open(Ec2Client.builder().overrideConfiguration(AwsClients::limit).build()),
          vpcEndpointId);
    }
  }

  private <C extends AutoCloseable> C open(C client) {
    opened.add(client);
    return client;
  }

  private boolean needs(Set<SourceLayer> some) {
    return !Collections.disjoint(layers, some);
  }

  private static void limit(ClientOverrideConfiguration.Builder configuration) {
    configuration.apiCallTimeout(LONGEST);
  }
}
