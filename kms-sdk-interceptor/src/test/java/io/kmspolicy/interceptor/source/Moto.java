package io.kmspolicy.interceptor.source;

import io.kmspolicy.source.MotoProcess;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS stand-in moto for one test class, with clients. */
final class Moto implements BeforeAllCallback, AfterAllCallback {

  static final String ACCOUNT = "123456789012";

  private final SdkHttpClient http = Apache5HttpClient.create();
  private MotoProcess moto;

  KmsClient kms;
  IamClient iam;
  StsClient sts;
  Ec2Client ec2;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    moto = MotoProcess.start();
    kms = build(KmsClient.builder().httpClient(http));
    iam = build(IamClient.builder().httpClient(http));
    sts = build(StsClient.builder().httpClient(http));
    ec2 = build(Ec2Client.builder().httpClient(http));
  }

  <B extends AwsClientBuilder<B, C>, C> C build(B builder) {
    return build(builder, unchanged -> {});
  }

  <B extends AwsClientBuilder<B, C>, C> C build(B builder, Consumer<B> change) {
    builder
        .region(Region.US_WEST_2)
        .credentialsProvider(StaticCredentialsProvider.create(credentials("AKIDEXAMPLE")))
        .endpointOverride(moto.endpoint());
    change.accept(builder);
    return builder.build();
  }

  static AwsBasicCredentials credentials(String id) {
    return AwsBasicCredentials.create(id, "secret");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    http.close();
    if (moto != null) {
      moto.close();
    }
  }
}
