package io.kmspolicy.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kmspolicy.source.OperationsTable;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * Promise: what fails inside the starter breaks no application, and its line in the log is a row of
 * the table in {@code docs/operations.md}, whatever the text of the exception has.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureInsideTest {

  private static final String HOSTILE = "name \u001b[31m\u2028\nforged line";

  private final InstalledPolicy failing =
      new InstalledPolicy(failingProvider(), failingProvider(), failingProvider(), false);

  /** An object each method of which fails. */
  private static <T> T failing(Class<T> type, RuntimeException failure) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw failure;
            }));
  }

  private static <T> ObjectProvider<T> failingProvider() {
    return failingProvider(new IllegalStateException(HOSTILE));
  }

  @SuppressWarnings("unchecked")
  private static <T> ObjectProvider<T> failingProvider(RuntimeException failure) {
    return (ObjectProvider<T>) failing(ObjectProvider.class, failure);
  }

  private static void assertLogged(String seen, CapturedOutput log) {
    assertThat(OperationsTable.signs(seen))
        .isNotEmpty()
        .allSatisfy(sign -> assertThat(log.getAll()).contains(sign));
    assertThat(log.getAll()).contains("forged line").doesNotContain("\u001b[31m", "\u2028");
    assertThat(log.getAll().lines()).noneMatch(line -> line.startsWith("forged line"));
  }

  @Test
  @DisplayName(
      "A builder that takes no plugin, a policy that is not there, a bean that is not made")
  void interceptorThatCannotBeAdded_isLogged(CapturedOutput log) {
    ClientBuilderPostProcessor processor = new ClientBuilderPostProcessor(failingProvider());
    KmsClientBuilder refusing =
        failing(KmsClientBuilder.class, new UnsupportedOperationException(HOSTILE));
    assertThat(processor.postProcessAfterInitialization(refusing, "mine")).isSameAs(refusing);

    KmsClientBuilder working = KmsClient.builder().region(Region.US_WEST_2);
    processor.postProcessAfterInitialization(working, "working");
    assertThatCode(() -> working.build().close()).doesNotThrowAnyException();

    InstalledPolicy unmade =
        new InstalledPolicy(
            failingProvider(),
            failingProvider(new BeanCreationException(HOSTILE)),
            failingProvider(),
            false);
    assertThat(unmade.interceptor()).isEmpty();
    assertLogged(
        OperationsTable.seen("the interceptor could not be added to a client of Spring Boot"), log);
  }

  @Test
  @DisplayName("Clients that cannot be looked at")
  void clientsThatCannotBeLookedAt_areLogged(CapturedOutput log) {
    new ClientBuilderPostProcessor(failingProvider()).afterSingletonsInstantiated();
    assertLogged(OperationsTable.seen("it is not known which clients were built"), log);
  }

  @Test
  @DisplayName("Warming up that fails: the application starts")
  void warmUpThatFails_isLogged(CapturedOutput log) {
    PolicyReadiness readiness = new PolicyReadiness(failing, new MockEnvironment());
    readiness.start();
    assertThat(readiness.isRunning()).isTrue();
    assertLogged(OperationsTable.seen("warming up failed"), log);
  }

  @Test
  @DisplayName("Meters that are not bound")
  void metersThatAreNotBound_areLogged(CapturedOutput log) {
    new PolicyMeters(failing, failingProvider()).afterSingletonsInstantiated();
    assertLogged(OperationsTable.seen("a registry refuses the meters"), log);
  }
}
