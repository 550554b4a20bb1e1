package trial;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.config.ConfiguredKmsPolicyInterceptor;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * A Quarkus application whose KMS client knows nothing of the interceptor: the artifact {@code
 * kms-sdk-interceptor-autoregister} installs it. The exit code is 1 if anything is not as it should
 * be.
 */
@QuarkusMain
public class QuarkusTrial implements QuarkusApplication {

  private static final String ORDERS = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String PAYROLL = "5a5e11e5-0000-4000-8000-9a9c0115a1a2";

  private int failures;

  public static void main(String[] arguments) {
    System.setProperty("kms.policy.class-path", "policies");
    System.setProperty("kms.policy.caller", "arn:aws:iam::111122223333:role/Orders");
    System.setProperty("kms.policy.mode", "enforce");
    Quarkus.run(QuarkusTrial.class, arguments);
  }

  @Override
  public int run(String... arguments) {
    try (EmbeddedKms kms = EmbeddedKms.start("111122223333", Region.US_WEST_2.id());
        KmsClient client =
            KmsClient.builder()
                .endpointOverride(kms.endpoint())
                .region(Region.US_WEST_2)
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
                .build()) {
      kms.addKey(ORDERS);
      kms.addKey(PAYROLL);
      SdkBytes text = SdkBytes.fromUtf8String("text");
      SdkBytes blob =
          client.encrypt(request -> request.keyId(ORDERS).plaintext(text)).ciphertextBlob();
      check(
          "an allowed call is sent",
          client
              .decrypt(request -> request.keyId(ORDERS).ciphertextBlob(blob))
              .plaintext()
              .equals(text));
      try {
        client.encrypt(request -> request.keyId(PAYROLL).plaintext(text));
        check("a denied call is stopped", false);
      } catch (KmsException refused) {
        System.out.println("       " + refused.getMessage());
        check("a denied call is stopped", refused.getMessage().contains("OnlyPayroll"));
      }
      check("two calls were sent", kms.requests() == 2);
      check(
          "no failure inside of the interceptor",
          ConfiguredKmsPolicyInterceptor.shared().orElseThrow().counts().failures() == 0);
    }
    return failures == 0 ? 0 : 1;
  }

  private void check(String what, boolean holds) {
    System.out.println((holds ? "ok     " : "WRONG  ") + what);
    failures += holds ? 0 : 1;
  }
}
