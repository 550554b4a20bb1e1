package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Decision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.kms.model.KmsException;

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
    assertThat(denial).hasMessage("not allowed (Service: Kms, Status Code: 400)");
  }

  @Test
  void of_denial_hasTheStackTraceOfTheCall() {
    assertThat(denial.getStackTrace())
        .extracting(StackTraceElement::getClassName)
        .contains(KmsAccessDeniedExceptionTest.class.getName());
  }

  @Test
  void withoutTrace_denial_hasTheStackTraceOfWhereItIsFilledIn() {
    KmsAccessDeniedException untraced =
        KmsAccessDeniedException.withoutTrace(CALL, () -> "because", reason -> "not allowed");
    assertThat(untraced.getStackTrace()).isEmpty();
    assertThat(untraced.fillInStackTrace()).isSameAs(untraced);
    assertThat(untraced.getStackTrace()[0].getMethodName())
        .isEqualTo("withoutTrace_denial_hasTheStackTraceOfWhereItIsFilledIn");
    assertThat(untraced.toBuilder().build().getStackTrace()).isEqualTo(untraced.getStackTrace());
  }

  @Test
  void toBuilder_onEverySdk_keepsTheMessageAndTheStackTrace() {
    KmsAccessDeniedException again = (KmsAccessDeniedException) denial.toBuilder().build();
    assertThat(again).hasMessage("not allowed (Service: Kms, Status Code: 400)");
    assertThat(again.call()).isSameAs(CALL);
    assertThat(again.getStackTrace()).isEqualTo(denial.getStackTrace());
  }

  @Test
  void serialization_denial_isAnExceptionOfTheSdkWithTheSameText() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(denial);
    }
    try (ObjectInputStream stream =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat((Throwable) stream.readObject())
          .isExactlyInstanceOf(KmsException.class)
          .hasMessageStartingWith("not allowed (Service: Kms, Status Code: 400")
          .satisfies(read -> assertThat(read.getStackTrace()).isEqualTo(denial.getStackTrace()));
    }
  }

  @Tag("newest-sdk") // SDK 2.26.3 does not count attempts.
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
                assertThat(again).hasMessage("not allowed (Service: Kms, Status Code: 400)");
                assertThat(again.getStackTrace()).isEqualTo(denial.getStackTrace());
              });
    }
  }
}
