package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;

class KmsAccessDeniedExceptionTest {

  private static final CallDecision CALL =
      new CallDecision(
          "Encrypt",
          Decision.EXPLICIT_DENY,
          List.of(),
          EnforcementMode.ENFORCE,
          Disposition.STOPPED,
          1);

  private final KmsAccessDeniedException denial =
      KmsAccessDeniedException.of(CALL, () -> "because", reason -> "not allowed");

  @Test
  void of_denial_looksLikeTheServicesOwn() {
    assertThat(denial.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(denial.awsErrorDetails().serviceName()).isEqualTo("Kms");
    assertThat(denial.awsErrorDetails().errorMessage()).isEqualTo("not allowed");
    assertThat(denial.statusCode()).isEqualTo(400);
    assertThat(denial.isThrottlingException()).isFalse();
    assertThat(denial.retryable()).isFalse();
    assertThat(denial).hasMessage("not allowed (Service: Kms, Status Code: 400, Request ID: null)");
  }

  @Test
  void of_denial_hasNoStackTrace() {
    assertThat(denial.getStackTrace()).isEmpty();
  }

  @Test
  void toBuilder_throughEveryType_keepsTheExceptionAndItsDecision() {
    AwsServiceException asAws = denial;
    SdkServiceException asSdk = denial;
    for (Object rebuilt :
        List.of(
            denial.toBuilder().numAttempts(3).build(),
            asAws.toBuilder().numAttempts(3).build(),
            asSdk.toBuilder().numAttempts(3).build(),
            denial.toBuilder().build().toBuilder().numAttempts(3).build())) {
      assertThat(rebuilt)
          .isInstanceOfSatisfying(
              KmsAccessDeniedException.class,
              again -> {
                assertThat(again.call()).isSameAs(CALL);
                assertThat(again.reason()).isEqualTo("because");
                assertThat(again.awsErrorDetails()).isEqualTo(denial.awsErrorDetails());
                assertThat(again.statusCode()).isEqualTo(400);
                assertThat(again.numAttempts()).isEqualTo(3);
                assertThat(again.getStackTrace()).isEmpty();
              });
    }
  }
}
