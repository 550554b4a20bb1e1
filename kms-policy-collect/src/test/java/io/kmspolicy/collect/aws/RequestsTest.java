package io.kmspolicy.collect.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.collect.aws.Requests.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.model.IamException;

/** What follows from failures, pages and rates. */
class RequestsTest {

  private static RuntimeException failing(int status, String code) {
    return IamException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, RefusedException",
    "403, AccessDeniedException, RefusedException",
    "400, InvalidArnException, RefusedException",
    "500, ServiceFailure, RefusedException",
    "404, NoSuchEntity, GoneException",
    "400, NotFoundException, GoneException",
    "403, ExpiredToken, StoppedException",
    "400, ExpiredTokenException, StoppedException",
    "403, InvalidClientTokenId, StoppedException",
    "400, UnrecognizedClientException, StoppedException",
    "400, Throttling, StoppedException",
    "429, TooManyRequestsException, StoppedException"
  })
  @DisplayName("A refusal concerns one request; bad credentials and throttling end the run")
  void call_failure_isDividedByItsCode(int status, String code, String kind) {
    assertThatThrownBy(
            () ->
                Requests.call(
                    "iam:GetRole",
                    () -> {
                      throw failing(status, code);
                    }))
        .hasMessageContaining("iam:GetRole: " + code + " (HTTP " + status + ")")
        .extracting(failure -> failure.getClass().getSimpleName())
        .isEqualTo(kind);
  }

  @Test
  @DisplayName("Without a connection or credentials the run ends")
  void call_noConnection_stops() {
    assertThatThrownBy(
            () ->
                Requests.call(
                    "iam:GetRole",
                    () -> {
                      throw SdkClientException.create("no route");
                    }))
        .isInstanceOf(StoppedException.class)
        .hasMessage("iam:GetRole: no route");
  }

  @Test
  @DisplayName("A list whose pages do not end is refused, not read in part")
  void all_pagesWithoutEnd_areRefused() {
    assertThat(
            Requests.all(
                "a:List",
                from ->
                    from == null
                        ? new Page<>(List.of("a"), true, "m")
                        : new Page<>(List.of("b"), false, null)))
        .containsExactly("a", "b");
    assertThatThrownBy(() -> Requests.all("a:List", from -> new Page<>(List.of("a"), true, null)))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> Requests.all("a:List", from -> new Page<>(List.of("a"), true, "m")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("its pages do not end");
  }

  @Test
  @DisplayName("Requests are sent at equal intervals; a pause is not made up for by a burst")
  void await_manyRequests_areSpaced() {
    AtomicLong now = new AtomicLong(1_000);
    List<Long> sentAt = new ArrayList<>();
    RequestRate rate = new RequestRate(10, now::get, now::addAndGet);
    for (int i = 0; i < 4; i++) {
      rate.await();
      sentAt.add(now.get());
    }
    now.addAndGet(10_000_000_000L);
    for (int i = 0; i < 2; i++) {
      rate.await();
      sentAt.add(now.get());
    }
    assertThat(sentAt)
        .containsExactly(
            1_000L, 100_001_000L, 200_001_000L, 300_001_000L, 10_300_001_000L, 10_400_001_000L);
  }
}
