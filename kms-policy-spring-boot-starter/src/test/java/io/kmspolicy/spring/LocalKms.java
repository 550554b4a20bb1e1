package io.kmspolicy.spring;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * A KMS of this process that refuses nothing, with a key that the policies of the tests allow and
 * one that they deny.
 */
final class LocalKms implements AutoCloseable {

  static final String ALLOWED = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String DENIED = "0987dcba-09fe-87dc-65ba-ab0987654321";
  static final String ROLE = "arn:aws:iam::111122223333:role/App";

  /** A text that must occur in no report. */
  static final String TENANT = "tenant-of-the-request";

  private final EmbeddedKms kms = EmbeddedKms.start("111122223333", "us-west-2");

  LocalKms() {
    kms.addKey(ALLOWED);
    kms.addKey(DENIED);
  }

  /** An application without settings, with all configurations of this module. */
  static ApplicationContextRunner plainApplication() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                KmsPolicyAutoConfiguration.class,
                EndpointAutoConfiguration.class,
                MetersAutoConfiguration.class,
                Boot3HealthAutoConfiguration.class))
        .withPropertyValues("management.endpoints.web.exposure.include=*");
  }

  /** An application with policies, and with settings. */
  static ApplicationContextRunner application(String... settings) {
    return plainApplication()
        .withPropertyValues("kms.policy.class-path=policies", "kms.policy.caller=" + ROLE)
        .withPropertyValues(settings);
  }

  /** An application with a policy directory, and with settings. */
  static ApplicationContextRunner watching(Path directory, String... settings) {
    return plainApplication()
        .withPropertyValues("kms.policy.directory=" + directory, "kms.policy.caller=" + ROLE)
        .withPropertyValues(settings);
  }

  /** Sets what a client needs to reach this KMS. */
  <B extends AwsClientBuilder<B, ?>> B reaching(B builder) {
    return builder
        .region(Region.US_WEST_2)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
        .endpointOverride(kms.endpoint());
  }

  /** Builds a client. */
  KmsClient client(KmsClientBuilder builder) {
    return reaching(builder).httpClient(UrlConnectionHttpClient.create()).build();
  }

  /** Encrypts under a key. */
  static void encrypt(KmsClient client, String keyId) {
    client.encrypt(
        request ->
            request
                .keyId(keyId)
                .plaintext(SdkBytes.fromUtf8String("text"))
                .encryptionContext(Map.of("tenant", TENANT)));
  }

  EmbeddedKms kms() {
    return kms;
  }

  @Override
  public void close() {
    kms.close();
  }
}
