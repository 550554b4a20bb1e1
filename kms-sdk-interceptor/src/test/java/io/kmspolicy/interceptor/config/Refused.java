package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** Calls that the policies of a directory refuse. */
final class Refused {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  /** Writes a policy that denies everything to the role {@code App}. */
  Refused(Path directory) throws IOException {
    Path identity = directory.resolve("111122223333/roles/App/identity");
    Files.createDirectories(identity);
    Files.writeString(
        identity.resolve("deny.json"),
        """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Deny", "Action": "kms:*", "Resource": "*"}}
        """);
  }

  /** The disposition of a call once the policies are there. */
  Disposition eventually(KmsPolicyInterceptor interceptor, String operation) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      ExecutionAttributes attributes = attributes(operation);
      SdkRequest request = request(operation);
      if (catchThrowable(() -> interceptor.beforeExecution(() -> request, attributes)) == null) {
        interceptor.beforeMarshalling(Fixtures.context(request), attributes);
      }
      CallDecision decision = attributes.getAttribute(KmsPolicyInterceptor.DECISION);
      if (decision.decision().isCertainDenial() || System.nanoTime() - end > 0) {
        return decision.disposition();
      }
      Thread.onSpinWait();
    }
  }

  Throwable thrown(KmsPolicyInterceptor interceptor, String operation) {
    return catchThrowable(
        () -> interceptor.beforeExecution(() -> request(operation), attributes(operation)));
  }

  Throwable thrownBeforeTransmission(KmsPolicyInterceptor interceptor, String operation) {
    ExecutionAttributes attributes = attributes(operation);
    SdkRequest request = request(operation);
    interceptor.beforeExecution(() -> request, attributes);
    return catchThrowable(
        () -> interceptor.beforeTransmission(Fixtures.context(request), attributes));
  }

  private static SdkRequest request(String operation) {
    SdkBytes bytes = SdkBytes.fromUtf8String("bytes");
    return operation.equals("Decrypt")
        ? DecryptRequest.builder().keyId(KEY).ciphertextBlob(bytes).build()
        : EncryptRequest.builder().keyId(KEY).plaintext(bytes).build();
  }

  private static ExecutionAttributes attributes(String operation) {
    return Fixtures.attributes(operation, Region.US_WEST_2);
  }
}
