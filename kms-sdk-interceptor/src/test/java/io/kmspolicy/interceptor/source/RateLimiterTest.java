package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.source.LayerCache;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.model.KmsException;

class RateLimiterTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** The smallest quotas of requests a second that AWS has documented for these APIs. */
  private static final Map<AwsApi, Integer> QUOTAS =
      Map.of(
          AwsApi.GET_KEY_POLICY, 30,
          AwsApi.LIST_GRANTS, 100,
          AwsApi.DESCRIBE_KEY, 100,
          AwsApi.LIST_ALIASES, 100,
          AwsApi.LIST_RESOURCE_TAGS, 100);

  private final AtomicLong nanos = new AtomicLong(7);
  private final RateLimiter limiter = new RateLimiter(10, nanos::get);

  @Test
  void reserve_manyAtOnce_areSpacedEvenly() {
    for (int i = 0; i < 5; i++) {
      assertThat(limiter.reserve()).isEqualTo(i * SECOND / 10);
    }
    nanos.addAndGet(SECOND);
    assertThat(limiter.reserve()).isZero();
    assertThat(limiter.reserve()).isEqualTo(SECOND / 10);
  }

  @Test
  void pause_letsNobodyThroughForAWhile() {
    limiter.pause(Duration.ofSeconds(2));
    assertThat(limiter.reserve()).isEqualTo(2 * SECOND);
    assertThat(limiter.reserve()).isEqualTo(2 * SECOND + SECOND / 10);
  }

  @ParameterizedTest
  @CsvSource({
    "ThrottlingException, 400, true",
    "X, 429, true",
    "AccessDeniedException, 400, false"
  })
  void call_throttled_makesTheWholeApiRest(String code, int status, boolean rests) {
    AwsCalls calls = new AwsCalls(1, nanos::get);
    KmsException answer =
        (KmsException)
            KmsException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    assertThatThrownBy(
            () ->
                calls.call(
                    AwsApi.LIST_GRANTS,
                    () -> {
                      throw answer;
                    }))
        .isSameAs(answer);
    assertThat(calls.limiter(AwsApi.LIST_GRANTS).reserve() >= 2 * SECOND).isEqualTo(rests);
    assertThat(calls.limiter(AwsApi.DESCRIBE_KEY).reserve()).isZero();
  }

  @ParameterizedTest
  @EnumSource(AwsApi.class)
  void perSecond_everyApi_isWellBelowItsQuota(AwsApi api) {
    assertThat(api.perSecond()).isLessThanOrEqualTo(QUOTAS.getOrDefault(api, 30) / 3.0);
  }

  @Test
  void jittered_anyRandom_takesOffUpToAFifth() {
    assertThat(LayerCache.jittered(1000, 0)).isEqualTo(1000);
    assertThat(LayerCache.jittered(1000, 0.5)).isEqualTo(900);
    assertThat(LayerCache.jittered(1000, 0.999)).isBetween(800L, 801L);
    assertThat(LayerCache.jittered(1, 0.999)).isOne();
  }
}
