package io.kmspolicy.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.spi.PolicySource;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsAsyncClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/** Real calls of clients that an application builds from its builder beans. */
class ClientBuildersTest {

  private final LocalKms local = new LocalKms();

  /** An application whose interceptor asks a client that comes from the builder bean. */
  @Configuration(proxyBeanMethods = false)
  static class NeedsClient {

    @Bean
    KmsClient client(KmsClientBuilder builder, LocalKms local) {
      return local.client(builder);
    }

    @Bean
    KmsPolicyInterceptor interceptor(KmsClient client) {
      return KmsPolicyInterceptor.builder()
          .caller(Caller.parse(client.serviceName().equals("kms") ? LocalKms.ROLE : ""))
          .source(PolicySource.unknown())
          .build();
    }
  }

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  @DisplayName("A client of the builder bean sends what is allowed and stops what is denied")
  void builder_enforcing_stopsOnlyWhatIsDenied() {
    LocalKms.application("kms.policy.mode=enforce")
        .run(
            context -> {
              try (KmsClient client = local.client(context.getBean(KmsClientBuilder.class))) {
                LocalKms.encrypt(client, LocalKms.ALLOWED);
                assertThatExceptionOfType(KmsAccessDeniedException.class)
                    .isThrownBy(() -> LocalKms.encrypt(client, LocalKms.DENIED))
                    .withMessageContaining("NotTheApp");
              }
              assertThat(local.kms().requests("Encrypt")).isEqualTo(1);
            });
  }

  @Test
  @DisplayName("The default mode observes: nothing is stopped")
  void builder_defaults_sendsEverything() {
    LocalKms.application()
        .run(
            context -> {
              try (KmsClient client = local.client(context.getBean(KmsClientBuilder.class))) {
                LocalKms.encrypt(client, LocalKms.DENIED);
              }
              assertThat(local.kms().requests("Encrypt")).isEqualTo(1);
              assertThat(context.getBean(KmsPolicyInterceptor.class).counts().calls()).isOne();
            });
  }

  @Test
  @DisplayName("An override configuration of the application does not remove the interceptor")
  void builder_overrideConfigurationIsSetLater_keepsTheInterceptor() {
    LocalKms.application("kms.policy.mode=enforce")
        .run(
            context -> {
              KmsClientBuilder builder =
                  context
                      .getBean(KmsClientBuilder.class)
                      .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(30)));
              try (KmsClient client = local.client(builder)) {
                assertThatThrownBy(() -> LocalKms.encrypt(client, LocalKms.DENIED))
                    .isInstanceOf(KmsAccessDeniedException.class);
                assertThat(
                        client
                            .serviceClientConfiguration()
                            .overrideConfiguration()
                            .apiCallTimeout())
                    .hasValue(Duration.ofSeconds(30));
              }
            });
  }

  @Test
  @DisplayName("The interceptor is added once, however often a builder builds")
  void builder_interceptorIsThere_isNotAddedAgain() {
    LocalKms.application()
        .run(
            context -> {
              KmsPolicyInterceptor interceptor = context.getBean(KmsPolicyInterceptor.class);
              KmsClientBuilder builder =
                  context
                      .getBean(KmsClientBuilder.class)
                      .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor));
              for (int i = 0; i < 2; i++) {
                try (KmsClient client = local.client(builder)) {
                  assertThat(
                          client
                              .serviceClientConfiguration()
                              .overrideConfiguration()
                              .executionInterceptors())
                      .containsOnlyOnce(interceptor);
                }
              }
            });
  }

  @Test
  @DisplayName("An asynchronous client stops what is denied")
  void asyncBuilder_enforcing_stopsWhatIsDenied() {
    LocalKms.application("kms.policy.mode=enforce")
        .run(
            context -> {
              KmsAsyncClientBuilder builder = context.getBean(KmsAsyncClientBuilder.class);
              try (KmsAsyncClient client = local.reaching(builder).build()) {
                assertThatThrownBy(
                        () ->
                            client
                                .encrypt(
                                    r ->
                                        r.keyId(LocalKms.DENIED)
                                            .plaintext(SdkBytes.fromUtf8String("text")))
                                .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(KmsAccessDeniedException.class);
              }
              assertThat(local.kms().requests()).isZero();
            });
  }

  @Test
  @DisplayName("A builder bean of the application takes the place of the default one")
  void builder_ofTheApplication_getsTheInterceptor() {
    KmsClientBuilder own = KmsClient.builder();
    LocalKms.application("kms.policy.mode=enforce")
        .withBean("own", KmsClientBuilder.class, () -> own)
        .run(
            context -> {
              assertThat(context).hasSingleBean(KmsClientBuilder.class);
              try (KmsClient client = local.client(own)) {
                assertThatThrownBy(() -> LocalKms.encrypt(client, LocalKms.DENIED))
                    .isInstanceOf(KmsAccessDeniedException.class);
              }
            });
  }

  @Test
  @DisplayName("A client that was built without the interceptor works and is reported")
  void client_builtByHand_isReported() {
    LocalKms.application("kms.policy.mode=enforce")
        .withBean("byHand", KmsClient.class, () -> local.client(KmsClient.builder()))
        .run(
            context -> {
              LocalKms.encrypt(context.getBean(KmsClient.class), LocalKms.DENIED);
              assertThat(context.getBean(KmsPolicyEndpoint.class).report().uncheckedClients())
                  .containsExactly("byHand");
            });
  }

  @Test
  @DisplayName("A client of the builder bean is not reported, and a mock is not asked")
  void client_ofTheBuilder_isNotReported() {
    KmsClient silent =
        new KmsClient() {
          @Override
          public String serviceName() {
            return "kms";
          }

          @Override
          public void close() {}
        };
    LocalKms.application()
        .withBean("silent", KmsClient.class, () -> silent)
        .run(
            context -> {
              KmsClient client = local.client(context.getBean(KmsClientBuilder.class));
              context
                  .getBean(ClientBuilderPostProcessor.class)
                  .postProcessAfterInitialization(client, "built");
              assertThat(context.getBean(KmsPolicyEndpoint.class).report().uncheckedClients())
                  .isEmpty();
              client.close();
            });
  }

  @Test
  @DisplayName("An interceptor bean of the application takes the place of the settings")
  void interceptor_ofTheApplication_isUsed() {
    KmsPolicyInterceptor own =
        KmsPolicyInterceptor.builder()
            .caller(Caller.parse(LocalKms.ROLE))
            .source(PolicySource.unknown())
            .build();
    LocalKms.application("kms.policy.mode=enforce")
        .withBean(KmsPolicyInterceptor.class, () -> own)
        .run(
            context -> {
              try (KmsClient client = local.client(context.getBean(KmsClientBuilder.class))) {
                LocalKms.encrypt(client, LocalKms.DENIED);
              }
              assertThat(own.counts().calls()).isOne();
              assertThat(context).doesNotHaveBean(PolicyStart.class);
              assertThat(context.getBean(KmsPolicyEndpoint.class).report().state())
                  .isEqualTo("running");
            });
  }

  @Test
  @DisplayName("A client that the interceptor itself needs is built without it, and works")
  void interceptor_thatNeedsAClient_doesNotBreakIt() {
    LocalKms.plainApplication()
        .withUserConfiguration(NeedsClient.class)
        .withBean(LocalKms.class, () -> local)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThatCode(
                      () -> LocalKms.encrypt(context.getBean(KmsClient.class), LocalKms.DENIED))
                  .doesNotThrowAnyException();
            });
  }

  @Test
  @DisplayName("After the end of the application its clients work unchecked")
  void close_context_sendsEverything() {
    KmsClient[] client = new KmsClient[1];
    LocalKms.application("kms.policy.mode=enforce")
        .run(
            context -> {
              client[0] = local.client(context.getBean(KmsClientBuilder.class));
              assertThatThrownBy(() -> LocalKms.encrypt(client[0], LocalKms.DENIED))
                  .isInstanceOf(KmsAccessDeniedException.class);
            });
    LocalKms.encrypt(client[0], LocalKms.DENIED);
    assertThat(local.kms().requests()).isEqualTo(1);
    client[0].close();
  }

  @Test
  @DisplayName("A starter that is switched off leaves nothing behind")
  void enabled_false_hasNoBeans() {
    LocalKms.application("kms.policy.enabled=false")
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(KmsClientBuilder.class);
              assertThat(context).doesNotHaveBean(KmsPolicyEndpoint.class);
              assertThat(context).doesNotHaveBean(InstalledPolicy.class);
            });
  }
}
