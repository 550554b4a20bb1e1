package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.KmsClient;

/** An application may wait at its start until its policies are loaded. */
class AwaitLoadedTest {

  private static final int KEYS = 20;

  private final FakeAws aws = new FakeAws();
  private final LivePolicyKms keys = new LivePolicyKms();
  private final KmsClient kms = aws.kms();

  private AwsSource source(SourceLayer... layers) {
    return AwsSource.builder()
        .kms(kms)
        .layers(EnumSet.of(SourceLayer.KEY_LIST, layers))
        .share(1_000)
        .refresh(RefreshSettings.defaults().lookEvery(Duration.ofMillis(10)))
        .build();
  }

  private FakeAws.Answer answer(String operation, String body) {
    if (!operation.equals("ListKeys")) {
      return keys.service().apply(operation, body);
    }
    String listed =
        IntStream.range(0, KEYS)
            .mapToObj(LivePolicyKms::key)
            .map(key -> "{\"KeyArn\":\"" + key.arn() + "\",\"KeyId\":\"" + key.keyId() + "\"}")
            .collect(Collectors.joining(","));
    return FakeAws.Answer.ok("{\"Keys\":[" + listed + "],\"Truncated\":false}");
  }

  @AfterEach
  void close() {
    kms.close();
  }

  @Test
  @DisplayName("The listed keys have their policies when the wait ends")
  void awaitLoaded_listedKeys_areLoaded() throws InterruptedException {
    aws.service = this::answer;
    try (AwsSource source = source(SourceLayer.KEY_POLICY, SourceLayer.GRANTS);
        KmsPolicyInterceptor interceptor =
            KmsPolicyInterceptor.builder().source(source).caller(Fixtures.CALLER).build()) {
      assertThat(interceptor.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      for (int i = 0; i < KEYS; i++) {
        assertThat(source.key(LivePolicyKms.key(i), Fixtures.CALLER).key())
            .isInstanceOf(PolicyLayer.Attached.class);
      }
    }
  }

  @Test
  @DisplayName("The wait ends without success when its time has elapsed")
  void awaitLoaded_brokenSource_isFalseAfterTheTime() throws InterruptedException {
    aws.service = (operation, body) -> FakeAws.Answer.error(500, "InternalFailure");
    try (AwsSource source = source()) {
      assertThat(source.awaitLoaded(Duration.ofMillis(50))).isFalse();
    }
  }

  @Test
  @DisplayName("A source that loads nothing in the background is loaded at once")
  void awaitLoaded_sourceWithoutLoads_isTrueAtOnce() throws InterruptedException {
    try (KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .source(Fixtures.source(Fixtures.allUnknown()))
            .caller(Fixtures.CALLER)
            .build()) {
      assertThat(interceptor.awaitLoaded(Duration.ZERO)).isTrue();
    }
  }
}
