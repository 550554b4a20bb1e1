package io.kmspolicy.replay.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages are written by hand after the forms that the IAM User Guide lists. */
class AwsAnswersTest {

  private static final String WHO =
      "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: kms:Decrypt on"
          + " resource: arn:aws:kms:eu-central-1:111122223333:key/1234 ";

  private static AwsAnswer answer(String code, String message) {
    return AwsAnswers.of(Events.of("Decrypt").error(code, message).event());
  }

  @Test
  void of_success_isAllowed() {
    assertThat(answer("", "")).isEqualTo(new AwsAnswer.Allowed());
  }

  @ParameterizedTest
  @CsvSource({
    "because no identity-based policy allows the kms:Decrypt action, IDENTITY, false",
    "because no resource-based policy allows the kms:Decrypt action, KEY, false",
    "because no permissions boundary allows the kms:Decrypt action, PERMISSIONS_BOUNDARY, false",
    "because no session policy allows the kms:Decrypt action, SESSION, false",
    "because no service control policy allows the kms:Decrypt action, SERVICE_CONTROL, false",
    "because no VPC endpoint policy allows the kms:Decrypt action, VPC_ENDPOINT, false",
    "with an explicit deny in an identity-based policy, IDENTITY, true",
    "with an explicit deny in a resource-based policy, KEY, true",
    "with an explicit deny in a permissions boundary, PERMISSIONS_BOUNDARY, true",
    "with an explicit deny in a session policy, SESSION, true",
    "with an explicit deny in a service control policy: arn:aws:organizations::1:p,"
        + " SERVICE_CONTROL, true",
    "with an explicit deny in a resource control policy, RESOURCE_CONTROL, true",
    "with an explicit deny in a VPC endpoint policy, VPC_ENDPOINT, true"
  })
  void of_denial_namesTheLayer(String reason, PolicyType layer, boolean explicitly) {
    assertThat(answer("AccessDenied", WHO + reason))
        .isEqualTo(new AwsAnswer.Denied(Optional.of(explicitly), Optional.of(layer)));
  }

  /** The message for a key of another account says neither which layer nor which kind of denial. */
  @Test
  void of_crossAccountMessage_leavesTheLayerOpen() {
    String message =
        WHO
            + "because the resource does not exist in this Region, no resource-based policies allow"
            + " access, or a resource-based policy explicitly denies access";

    assertThat(answer("AccessDeniedException", message))
        .isEqualTo(new AwsAnswer.Denied(Optional.empty(), Optional.empty()));
  }

  @Test
  void of_unknownText_leavesTheLayerOpen() {
    assertThat(answer("AccessDenied", "no"))
        .isEqualTo(new AwsAnswer.Denied(Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KMSInvalidStateException",
        "InvalidCiphertextException",
        "DryRunOperationException"
      })
  void of_errorAfterAuthorization_isProbablyAllowed(String code) {
    assertThat(answer(code, "")).isEqualTo(new AwsAnswer.ProbablyAllowed(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ThrottlingException", "ValidationException", "NotFoundException", "New"})
  void of_otherError_isNoEvidence(String code) {
    assertThat(answer(code, "")).isEqualTo(new AwsAnswer.NoEvidence(code));
  }

  /** More reasons than are kept, each in messages of several callers, long ones among them. */
  @Test
  void recent_manyReasonsTwice_isTheAnswerOfEachMessage() {
    AwsAnswers answers = new AwsAnswers();
    for (int message = 0; message < 400; message++) {
      String policy = "arn:aws:organizations::111122223333:policy/p-" + message % 150;
      TrailEvent event =
          Events.of("Decrypt")
              .error(
                  "AccessDenied",
                  "User: caller-"
                      + message
                      + (message % 3 == 0
                          ? " because no session policy allows the kms:Decrypt action: "
                          : " with an explicit deny in a service control policy: ")
                      + policy.repeat(message % 7 == 0 ? 20 : 1))
              .event();

      assertThat(answers.recent(event)).isEqualTo(AwsAnswers.of(event));
      assertThat(answers.recent(event)).isSameAs(answers.recent(event));
    }
  }

  @Test
  void recent_sameLayerForOtherReasons_isOneObject() {
    AwsAnswers answers = new AwsAnswers();

    assertThat(answers.recent(denied("an identity-based policy: p-1")))
        .isSameAs(answers.recent(denied("an identity-based policy: p-2")));
  }

  /** Two messages that end alike, of which one names an explicit deny before that. */
  @Test
  void recent_sameEndOfAnotherReason_isTheAnswerOfEachMessage() {
    AwsAnswers answers = new AwsAnswers();
    String end = "because no session policy allows the kms:Decrypt action";
    for (String before :
        List.of("with an explicit deny in a permissions boundary, or ", "", "x ")) {
      TrailEvent event = Events.of("Decrypt").error("AccessDenied", WHO + before + end).event();

      assertThat(answers.recent(event)).isEqualTo(AwsAnswers.of(event));
    }
  }

  private static TrailEvent denied(String by) {
    return Events.of("Decrypt")
        .error("AccessDenied", WHO + "with an explicit deny in " + by)
        .event();
  }
}
