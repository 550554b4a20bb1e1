package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Decision;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** The exception of a stopped call: its stack trace is that of the call, its texts are its own. */
class DeniedCallTest {

  private static final String OTHER_ARN =
      Fixtures.KEY_ARN.substring(0, Fixtures.KEY_ARN.length() - 1) + "f";

  private static KmsClient client(DenialPoint place) {
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
            .mode(EnforcementMode.ENFORCE)
            .denyAt(place)
            .build();
    return KmsClient.builder()
        .httpClient(new InMemoryKms())
        .region(Region.of(Fixtures.REGION))
        .credentialsProvider(Fixtures.CREDENTIALS)
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
        .build();
  }

  private static KmsAccessDeniedException denial(KmsClient client, String keyArn) {
    return catchThrowableOfType(
        KmsAccessDeniedException.class,
        () -> client.encrypt(r -> r.keyId(keyArn).plaintext(Fixtures.BYTES)));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("The stack trace begins where the call is stopped and reaches the application")
  void stop_atEveryPoint_hasTheStackTraceOfTheHookAndTheApplication(DenialPoint place) {
    try (KmsClient client = client(place)) {
      StackTraceElement[] trace = denial(client, Fixtures.KEY_ARN).getStackTrace();
      String hook =
          place == DenialPoint.BEFORE_TRANSMISSION ? "beforeTransmission" : "beforeExecution";
      assertThat(trace)
          .extracting(StackTraceElement::getClassName)
          .contains(DeniedCallTest.class.getName());
      assertThat(Stream.of(trace).limit(3))
          .extracting(StackTraceElement::getMethodName)
          .containsExactly("fillInStackTrace", "stop", hook);
    }
  }

  @Test
  @DisplayName("Two denials whose messages are read later, in the other order, name their own keys")
  void message_readLater_namesTheKeyOfItsOwnCall() {
    try (KmsClient client = client(DenialPoint.AUTO)) {
      KmsAccessDeniedException first = denial(client, Fixtures.KEY_ARN);
      KmsAccessDeniedException second = denial(client, OTHER_ARN);
      assertThat(second).hasMessageContaining(OTHER_ARN).hasMessageNotContaining(Fixtures.KEY_ARN);
      assertThat(first).hasMessageContaining(Fixtures.KEY_ARN).hasMessageNotContaining(OTHER_ARN);
      assertThat(first.awsErrorDetails()).isSameAs(first.awsErrorDetails());
    }
  }
}
