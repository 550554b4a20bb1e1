package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the runnable jar is made of. */
final class ClassPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "software/amazon/awssdk/core/SdkClient.class",
        "software/amazon/awssdk/services/kms/KmsClient.class",
        "io/netty/buffer/ByteBuf.class"
      })
  @DisplayName("The linter and the other commands need neither the AWS SDK nor Netty")
  void classPath_sdkAndNetty_areAbsent(String type) {
    assertThat(KmsPolicy.class.getClassLoader().getResource(type)).isNull();
  }
}
