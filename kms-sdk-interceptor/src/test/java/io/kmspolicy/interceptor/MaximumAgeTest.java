package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.source.AwsSource;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.spi.PolicySource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** Everything that stops calls has a maximum age, unless the builder is given none. */
class MaximumAgeTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();

  @TempDir private Path root;

  private static InterceptorBuilder enforcing() {
    return Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
        .mode(EnforcementMode.ENFORCE);
  }

  private static InterceptorBuilder directory(PolicyDirectory directory) {
    return enforcing().source(directory);
  }

  /** Whether an interceptor stops a call when so much time has passed. */
  private static boolean stopsAfter(Duration age, InterceptorBuilder builder) {
    KmsPolicyInterceptor interceptor =
        builder.clock(Clock.fixed(Clock.systemUTC().instant().plus(age), ZoneOffset.UTC)).build();
    return catchThrowable(
            () -> interceptor.beforeExecution(() -> ENCRYPT, Fixtures.attributes(ENCRYPT)))
        != null;
  }

  @Test
  void maximumAge_directoryReadOnce_isADay() {
    PolicyDirectory read = PolicyDirectory.load(root);
    assertThat(stopsAfter(Duration.ofHours(23), directory(read))).isTrue();
    assertThat(stopsAfter(Duration.ofHours(25), directory(read))).isFalse();
    assertThat(stopsAfter(Duration.ofDays(400), directory(read))).isFalse();
  }

  @Test
  void maximumAge_directoryReadOnceBesideLiveAws_isADay() {
    PolicyDirectory read = PolicyDirectory.load(root);
    try (AwsSource source = AwsSource.builder().others(read).build()) {
      assertThat(source.loadedAt()).containsKey("directory");
      assertThat(source.layers()).contains("directory");
      assertThat(stopsAfter(Duration.ofHours(23), enforcing().source(source))).isTrue();
      assertThat(stopsAfter(Duration.ofHours(25), enforcing().source(source))).isFalse();
    }
  }

  @Test
  void maximumAge_set_goesBeforeTheDefault() {
    PolicyDirectory read = PolicyDirectory.load(root);
    assertThat(stopsAfter(Duration.ofHours(2), directory(read).maximumAge(Duration.ofHours(1))))
        .isFalse();
    assertThat(
            stopsAfter(
                Duration.ofDays(36_500), directory(read).maximumAge(InterceptorBuilder.FOREVER)))
        .isTrue();
  }

  @Test
  void maximumAge_sourceThatReportsNoAge_isADayFromTheBuild() {
    PolicySource ageless = PolicySource.unknown();
    HandWall clock = new HandWall();
    KmsPolicyInterceptor interceptor = enforcing().source(ageless).clock(clock).build();
    clock.offset = Duration.ofHours(23);
    assertThat(catchThrowable(() -> call(interceptor))).isNotNull();
    clock.offset = Duration.ofHours(25);
    assertThat(catchThrowable(() -> call(interceptor))).isNull();
  }

  private static void call(KmsPolicyInterceptor interceptor) {
    interceptor.beforeExecution(() -> ENCRYPT, Fixtures.attributes(ENCRYPT));
  }

  /** A wall clock that a test sets. */
  private static final class HandWall extends Clock {
    private Duration offset = Duration.ZERO;

    @Override
    public java.time.Instant instant() {
      return Clock.systemUTC().instant().plus(offset);
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }
}
