package io.kmspolicy.replay.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordedIdentityTest {

  private static final String SESSION = "arn:aws:sts::111122223333:assumed-role/App/i-1";

  static Stream<Map<String, Object>> identities() {
    return Stream.of(
        Map.of(),
        Map.of("arn", SESSION),
        Map.of("arn", SESSION, "invokedBy", "secretsmanager.amazonaws.com"),
        Map.of("arn", SESSION, "invokedBy", ""),
        Map.of("arn", 1L, "invokedBy", true),
        Map.of("arn", "arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-1"),
        Map.of("arn", SESSION, "sessionContext", Map.of("sessionIssuer", "App")),
        Map.of(
            "arn",
            SESSION,
            "sessionContext",
            Map.of(
                "sessionIssuer",
                Map.of("arn", "arn:aws:iam::111122223333:role/aws-service-role/x/App"))));
  }

  /** What is found once for an identity is what is found in any object with the same members. */
  @ParameterizedTest
  @MethodSource("identities")
  void of_sharedIdentity_saysWhatItsMembersSay(Map<String, Object> members) {
    Object recorded = RecordedIdentity.of(members);
    assertThat(recorded).isInstanceOf(RecordedIdentity.class).isEqualTo(members);
    assertThat(RecordedIdentity.Services.of((Map<?, ?>) recorded))
        .isEqualTo(RecordedIdentity.Services.of(members));
  }

  @Test
  void services_serviceLinkedRoleAndRoleOfAws_areOfAws() {
    assertThat(identities().filter(members -> RecordedIdentity.Services.of(members).ofAws()))
        .hasSize(2);
    assertThat(identities().map(members -> RecordedIdentity.Services.of(members).invokedBy()))
        .containsOnlyOnce("secretsmanager.amazonaws.com")
        .containsOnly("secretsmanager.amazonaws.com", "");
  }
}
