package io.kmspolicy.collect.aws;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The SDK clients of a run. They share the connection, the rate and the rules for retries. */
final class AwsClients implements AutoCloseable {

  private static final Duration ATTEMPT = Duration.ofSeconds(20);

  /** The SDK waits longer before each; throttling ends the run only after all of them. */
  private static final int ATTEMPTS = 8;

  private final AwsSettings settings;
  private final RequestRate rate;
  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final List<String> regions;
  private final Map<String, KmsClient> kms = new HashMap<>();
  private final IamClient iam;
  private final StsClient sts;

  AwsClients(AwsSettings settings) {
    this.settings = settings;
    this.rate = new RequestRate(settings.rate());
    this.http = UrlConnectionHttpClient.builder().socketTimeout(ATTEMPT).build();
    this.credentials = provider(settings.profile());
    this.regions = settings.regions().isEmpty() ? List.of(region()) : settings.regions();
    this.iam = build(IamClient.builder(), regions.get(0));
    this.sts = build(StsClient.builder(), regions.get(0));
  }

  /** A profile that is named counts before the environment, as in the AWS command line. */
  private static AwsCredentialsProvider provider(Optional<String> profile) {
    return profile.isPresent()
        ? ProfileCredentialsProvider.create(profile.get())
        : DefaultCredentialsProvider.builder().build();
  }

  private String region() {
    DefaultAwsRegionProviderChain.Builder builder = DefaultAwsRegionProviderChain.builder();
    settings.profile().ifPresent(builder::profileName);
    try {
      return builder.build().getRegion().id();
    } catch (SdkClientException e) {
      throw new StoppedException("neither --region nor the AWS settings name a Region", e);
    }
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
      B builder, String region) {
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder
        .region(Region.of(region))
        .credentialsProvider(credentials)
        .httpClient(http)
        .overrideConfiguration(this::limit)
        .build();
  }

  private void limit(ClientOverrideConfiguration.Builder configuration) {
    configuration
        .retryStrategy(
            AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS).build())
        .apiCallAttemptTimeout(ATTEMPT)
        .addExecutionInterceptor(rate);
  }

  List<String> regions() {
    return regions;
  }

  KmsClient kms(String region) {
    return kms.computeIfAbsent(region, name -> build(KmsClient.builder(), name));
  }

  IamClient iam() {
    return iam;
  }

  StsClient sts() {
    return sts;
  }

  /** Organizations in a partition, which has one endpoint there. */
  OrganizationsApi organizations(String partition) {
    String region =
        switch (partition) {
          case "aws-cn" -> "cn-northwest-1";
          case "aws-us-gov" -> "us-gov-west-1";
          default -> "us-east-1";
        };
    URI endpoint =
        settings
            .endpoint()
            .orElseGet(
                () ->
                    URI.create(
                        "https://organizations."
                            + region
                            + (partition.equals("aws-cn")
                                ? ".amazonaws.com.cn"
                                : ".amazonaws.com")));
    AwsCredentialsProvider own =
        settings.organizationsProfile().isPresent()
            ? provider(settings.organizationsProfile())
            : credentials;
    return new SignedOrganizations(http, own, endpoint, region, rate);
  }

  @Override
  public void close() {
    kms.values().forEach(KmsClient::close);
    iam.close();
    sts.close();
    http.close();
  }
}
