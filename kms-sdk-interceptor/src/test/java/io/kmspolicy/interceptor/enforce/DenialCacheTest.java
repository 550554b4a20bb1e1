package io.kmspolicy.interceptor.enforce;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.request.SdkFieldIndex;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedOperation;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;

class DenialCacheTest {

  private static final Object CLIENT = new Object();
  private static final String KEY = "AKIDEXAMPLE";

  private final AtomicLong nanos = new AtomicLong();
  private final DenialCache memory = new DenialCache(Duration.ofSeconds(5), nanos::get);

  private static InterceptedCall call(String region, DecryptRequest request) {
    return new InterceptedCall(
        PlannedOperation.all(KmsCatalogue.bundled()).get("Decrypt"),
        new SdkFieldIndex().membersOf(request),
        (Caller.AccountCaller) Fixtures.CALLER,
        "aws",
        region,
        false,
        RequestContext.empty());
  }

  private static DecryptRequest decrypt(SdkBytes blob) {
    return DecryptRequest.builder().ciphertextBlob(blob).keyId(KEY_ARN).build();
  }

  @Test
  void reason_sameQuestionOfAnotherCiphertext_isRemembered() {
    memory.refused(call("us-west-2", decrypt(BYTES)), CLIENT, KEY, "id-1");
    nanos.set(Duration.ofMillis(20).toNanos());
    assertThat(
            memory.reason(
                call("us-west-2", decrypt(SdkBytes.fromUtf8String("other"))), CLIENT, () -> KEY))
        .isEqualTo("KMS refused the same call 20 ms ago (request id id-1)");
  }

  @Test
  void reason_otherQuestionOrLater_isNot() {
    memory.refused(call("us-west-2", decrypt(BYTES)), CLIENT, KEY, "id-1");
    DecryptRequest other =
        decrypt(BYTES).toBuilder().encryptionAlgorithm("RSAES_OAEP_SHA_1").build();
    assertThat(memory.reason(call("us-west-2", other), CLIENT, () -> KEY)).isNull();
    assertThat(memory.reason(call("us-east-1", decrypt(BYTES)), CLIENT, () -> KEY)).isNull();
    nanos.set(Duration.ofSeconds(6).toNanos());
    assertThat(memory.reason(call("us-west-2", decrypt(BYTES)), CLIENT, () -> KEY)).isNull();
  }

  @Test
  void refused_withoutKey_isNotRemembered() {
    DecryptRequest request = DecryptRequest.builder().ciphertextBlob(BYTES).build();
    memory.refused(call("us-west-2", request), CLIENT, KEY, "id-1");
    assertThat(memory.reason(call("us-west-2", request), CLIENT, () -> KEY)).isNull();
  }

  /** It may have another endpoint, or another session policy with the same session name. */
  @Test
  void reason_sameCallOfAnotherClient_isNotRemembered() {
    InterceptedCall call = call("us-west-2", decrypt(BYTES));
    memory.refused(call, CLIENT, KEY, "id-1");
    assertThat(memory.reason(call, new Object(), () -> KEY)).isNull();
    assertThat(memory.reason(call, CLIENT, () -> KEY)).isNotNull();
  }

  /** A later session of the same caller may have another session policy, or not be revoked. */
  @Test
  void reason_sameCallOfAnotherOrUnknownAccessKey_isNotRemembered() {
    InterceptedCall call = call("us-west-2", decrypt(BYTES));
    memory.refused(call, CLIENT, KEY, "id-1");
    assertThat(memory.reason(call, CLIENT, () -> "ASIANEW")).isNull();
    assertThat(memory.reason(call, CLIENT, () -> null)).isNull();
    assertThat(memory.reason(call, CLIENT, () -> KEY)).isNotNull();
  }

  @Test
  void refused_manyQuestions_areBounded() {
    for (int i = 0; i < 20_000; i++) {
      DecryptRequest request = decrypt(BYTES).toBuilder().keyId("key-" + i).build();
      memory.refused(call("us-west-2", request), CLIENT, KEY, "id");
    }
    memory.cache().cleanUp();
    assertThat(memory.cache().estimatedSize()).isLessThanOrEqualTo(10_000);
  }
}
