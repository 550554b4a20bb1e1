package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.spi.PolicySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

class ConfiguredKmsPolicyInterceptorTest {

  private static final String ACCOUNT = "111122223333";
  private static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

  private static String encryptThrough(ExecutionInterceptor... interceptors) {
    try (EmbeddedKms kms = EmbeddedKms.start(ACCOUNT, "us-west-2");
        KmsClient client =
            KmsClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .region(Region.US_WEST_2)
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
                .endpointOverride(kms.endpoint())
                .overrideConfiguration(
                    o -> {
                      for (ExecutionInterceptor interceptor : interceptors) {
                        o.addExecutionInterceptor(interceptor);
                      }
                    })
                .build()) {
      kms.addKey(KEY_ID);
      return client
          .encrypt(r -> r.keyId(KEY_ID).plaintext(SdkBytes.fromUtf8String("text")))
          .keyId();
    }
  }

  @Test
  void made_wrongSettings_leaveAClientThatWorks() {
    assertThat(ConfiguredKmsPolicyInterceptor.made(() -> new Settings(Map.of(), Map.of()).made()))
        .isNull();
    assertThat(encryptThrough(new ConfiguredKmsPolicyInterceptor(null))).contains(KEY_ID);
  }

  @Test
  void twoRegistrations_oneClient_countOnce() {
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Caller.parse("arn:aws:iam::" + ACCOUNT + ":user/alice"))
            .source(PolicySource.unknown())
            .mode(EnforcementMode.ENFORCE)
            .build();
    encryptThrough(new ConfiguredKmsPolicyInterceptor(interceptor), interceptor, interceptor);
    assertThat(interceptor.counts().calls()).isOne();
    assertThat(interceptor.report().rows()).hasSize(1);
    assertThat(interceptor.counts().failures()).isZero();
  }

  @Test
  void registrationFile_namesAClassThatTheSdkCanMake() throws Exception {
    Path file =
        Path.of(
            "../kms-sdk-interceptor-autoregister/src/main/resources/software/amazon/awssdk/services/kms/execution.interceptors");
    Class<?> named = Class.forName(Files.readString(file).strip());
    assertThat(named.getConstructor().newInstance()).isInstanceOf(ExecutionInterceptor.class);
  }
}
