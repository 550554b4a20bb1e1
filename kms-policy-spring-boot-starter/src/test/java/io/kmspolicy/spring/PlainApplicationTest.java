package io.kmspolicy.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * An application that finds the starter by the files in its jar. The build runs this test once more
 * without the actuator and without Micrometer on the class path.
 */
class PlainApplicationTest {

  private static final boolean IS_PLAIN = Boolean.getBoolean("starter.plain");

  @EnableAutoConfiguration
  static class Application {}

  @Test
  @DisplayName("The optional libraries are on the class path, or not, as the build says")
  void classPath_plain_hasNoOptionalLibraries() {
    for (String optional :
        List.of(
            "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
            "org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration",
            "io.micrometer.core.instrument.MeterRegistry")) {
      assertThat(ClassUtils.isPresent(optional, null)).as(optional).isEqualTo(!IS_PLAIN);
    }
  }

  @Test
  @DisplayName("The application starts, and enforces")
  void start_application_enforces() {
    try (LocalKms local = new LocalKms();
        ConfigurableApplicationContext context =
            new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                    "--kms.policy.class-path=policies",
                    "--kms.policy.caller=" + LocalKms.ROLE,
                    "--kms.policy.mode=enforce");
        KmsClient client = local.client(context.getBean(KmsClientBuilder.class))) {
      LocalKms.encrypt(client, LocalKms.ALLOWED);
      assertThatExceptionOfType(KmsAccessDeniedException.class)
          .isThrownBy(() -> LocalKms.encrypt(client, LocalKms.DENIED))
          .withMessageContaining("NotTheApp");
      assertThat(local.kms().requests()).isOne();
    }
  }
}
