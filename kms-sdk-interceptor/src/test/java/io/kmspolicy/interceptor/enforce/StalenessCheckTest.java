package io.kmspolicy.interceptor.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.spi.PolicyAgeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StalenessCheckTest {

  private static final Instant LOADED = Instant.parse("2026-01-01T00:00:00.999000001Z");
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static boolean isStale(Instant loaded, Instant now, Duration maximum) {
    return new StalenessCheck(
            PolicyAgeSource.readOnce("policies", loaded), maximum, Clock.fixed(now, ZoneOffset.UTC))
        .isStale(List.of());
  }

  @Test
  @DisplayName("Stale is what is older than the maximum age, or five minutes younger than possible")
  void isStale_randomTimes_isWhatDurationsSay() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      Instant loaded = LOADED.plusNanos(random.nextInt(2_000_000_000));
      Instant now =
          Instant.ofEpochMilli(LOADED.toEpochMilli() + random.nextInt(12_000) - 2_000)
              .minus(random.nextBoolean() ? SKEW : Duration.ZERO);
      Duration maximum = Duration.ofMillis(random.nextInt(10_000));
      Duration age = Duration.between(loaded, now);
      assertThat(isStale(loaded, now, maximum))
          .as("seed %d: loaded %s, now %s, maximum %s", seed, loaded, now, maximum)
          .isEqualTo(age.compareTo(maximum) > 0 || age.plus(SKEW).isNegative());
    }
  }

  @Test
  void isStale_atTheMaximumAge_isNotYet() {
    Instant loaded = Instant.parse("2026-01-01T00:00:00.250Z");
    Duration maximum = Duration.ofSeconds(10);
    assertThat(isStale(loaded, loaded.plus(maximum), maximum)).isFalse();
    assertThat(isStale(loaded, loaded.plus(maximum).plusMillis(1), maximum)).isTrue();
    assertThat(isStale(loaded, loaded.minus(SKEW), maximum)).isFalse();
    assertThat(isStale(loaded, loaded.minus(SKEW).minusMillis(1), maximum)).isTrue();
    assertThat(isStale(Instant.EPOCH, loaded, Duration.ofSeconds(Long.MAX_VALUE))).isFalse();
  }
}
