package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.request.Decision;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** The modes are switched on a live interceptor; the next call has the new mode. */
class ModeSwitchTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final DescribeKeyRequest DESCRIBE =
      DescribeKeyRequest.builder().keyId(KEY_ARN).build();

  private final KmsPolicyInterceptor interceptor =
      Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
          .mode(EnforcementMode.ENFORCE)
          .mode("Encrypt", EnforcementMode.ENFORCE)
          .build();

  private CallDecision call(SdkRequest request) {
    ExecutionAttributes attributes = Fixtures.attributes(request);
    Throwable thrown = catchThrowable(() -> interceptor.beforeExecution(() -> request, attributes));
    CallDecision decision = attributes.getAttribute(KmsPolicyInterceptor.DECISION);
    assertThat(thrown != null).isEqualTo(decision.stopped());
    return decision;
  }

  @Test
  @DisplayName("Switching all operations off switches off those with a mode of their own, too")
  void switchMode_all_includesOperationsWithTheirOwnMode() {
    assertThat(call(ENCRYPT).disposition()).isEqualTo(Disposition.STOPPED);
    interceptor.switchMode(EnforcementMode.OBSERVE);
    assertThat(call(ENCRYPT).disposition()).isEqualTo(Disposition.OBSERVED);
    assertThat(call(ENCRYPT).mode()).isEqualTo(EnforcementMode.OBSERVE);
    assertThat(call(DESCRIBE).disposition()).isEqualTo(Disposition.OBSERVED);
    interceptor.switchMode(EnforcementMode.ENFORCE);
    assertThat(call(DESCRIBE).disposition()).isEqualTo(Disposition.STOPPED);
  }

  @Test
  @DisplayName("Switching one operation leaves the others")
  void switchMode_oneOperation_leavesTheOthers() {
    interceptor.switchMode("Encrypt", EnforcementMode.OBSERVE);
    assertThat(call(ENCRYPT).disposition()).isEqualTo(Disposition.OBSERVED);
    assertThat(call(DESCRIBE).disposition()).isEqualTo(Disposition.STOPPED);
    assertThat(interceptor.mode("Encrypt")).isEqualTo(EnforcementMode.OBSERVE);
    assertThat(interceptor.mode("DescribeKey")).isEqualTo(EnforcementMode.ENFORCE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> interceptor.switchMode("Encipher", EnforcementMode.OBSERVE))
        .withMessage("KMS has no operation `Encipher`");
  }

  @Test
  @DisplayName("A closed interceptor stops no call, and counts none")
  void close_interceptor_letsEveryCallGo() {
    interceptor.close();
    ExecutionAttributes attributes = Fixtures.attributes(ENCRYPT);
    interceptor.beforeExecution(() -> ENCRYPT, attributes);
    interceptor.afterExecution(Fixtures.context(ENCRYPT), attributes);
    assertThat(interceptor.counts().calls()).isZero();
    assertThat(interceptor.counts().failures()).isZero();
    assertThat(attributes.getAttribute(KmsPolicyInterceptor.DECISION)).isNull();
  }
}
