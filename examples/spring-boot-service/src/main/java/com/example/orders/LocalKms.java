package com.example.orders;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * A KMS in this process, in place of AWS. It refuses nothing: a call that fails was stopped by the
 * interceptor. A real service has no such class, and takes Region and credentials as usual.
 */
@Component
class LocalKms implements AutoCloseable {

  private static final String ACCOUNT = "111122223333";

  private final EmbeddedKms kms = EmbeddedKms.start(ACCOUNT, Region.US_WEST_2.id());

  LocalKms() {
    kms.addKey(OrdersController.ORDERS_KEY);
    kms.addKey(OrdersController.PAYROLL_KEY);
  }

  KmsClientBuilder reachedBy(KmsClientBuilder builder) {
    return builder
        .endpointOverride(kms.endpoint())
        .region(Region.US_WEST_2)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")));
  }

  @Override
  public void close() {
    kms.close();
  }
}
