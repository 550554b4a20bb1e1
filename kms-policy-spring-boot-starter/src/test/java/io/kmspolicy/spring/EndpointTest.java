package io.kmspolicy.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.source.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.ApplicationContext;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.model.KmsException;

/** The endpoint and the health, after real calls. */
class EndpointTest {

  private static final Path POLICIES = Path.of("src/test/resources/policies");

  private final LocalKms local = new LocalKms();

  @AfterEach
  void close() {
    local.close();
  }

  private KmsClient client(ApplicationContext context) {
    return local.client(context.getBean(KmsClientBuilder.class));
  }

  /** Copies the files that the index of the class path lists. */
  private static void copyTo(Path directory) throws IOException {
    for (String name : Files.readAllLines(POLICIES.resolve("index.txt"))) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.copy(POLICIES.resolve(name), file);
    }
  }

  private static Health health(ApplicationContext context) {
    return context.getBean(HealthIndicator.class).health();
  }

  @Test
  @DisplayName("The endpoint switches the mode of all operations while the application runs")
  void switchMode_enforce_stopsTheNextCall() {
    LocalKms.application()
        .run(
            context -> {
              KmsPolicyEndpoint endpoint = context.getBean(KmsPolicyEndpoint.class);
              try (KmsClient client = client(context)) {
                LocalKms.encrypt(client, LocalKms.DENIED);
                assertThat(endpoint.switchMode(EnforcementMode.ENFORCE))
                    .isEqualTo(new KmsPolicyReport.Modes("enforce", List.of()));
                assertThatExceptionOfType(KmsAccessDeniedException.class)
                    .isThrownBy(() -> LocalKms.encrypt(client, LocalKms.DENIED));
                endpoint.switchMode(EnforcementMode.OBSERVE);
                LocalKms.encrypt(client, LocalKms.DENIED);
              }
              assertThat(local.kms().requests()).isEqualTo(2);
            });
  }

  @Test
  @DisplayName("The endpoint switches the mode of one operation")
  void switchModeOf_oneOperation_leavesTheOthers() {
    LocalKms.application()
        .run(
            context -> {
              KmsPolicyEndpoint endpoint = context.getBean(KmsPolicyEndpoint.class);
              assertThat(endpoint.switchModeOf("Decrypt", EnforcementMode.ENFORCE))
                  .isEqualTo(new KmsPolicyReport.Modes("mixed", List.of("Decrypt")));
              try (KmsClient client = client(context)) {
                LocalKms.encrypt(client, LocalKms.DENIED);
              }
            });
  }

  @Test
  @DisplayName("A mode that cannot be switched is a bad request")
  void switchMode_unknownOperationOrNoInterceptor_isRefused() {
    LocalKms.application()
        .run(
            context ->
                assertThatExceptionOfType(InvalidEndpointRequestException.class)
                    .isThrownBy(
                        () ->
                            context
                                .getBean(KmsPolicyEndpoint.class)
                                .switchModeOf("Decript", EnforcementMode.ENFORCE))
                    .withMessageContaining("KMS has no operation `Decript`"));
    LocalKms.plainApplication()
        .run(
            context ->
                assertThatExceptionOfType(InvalidEndpointRequestException.class)
                    .isThrownBy(
                        () ->
                            context
                                .getBean(KmsPolicyEndpoint.class)
                                .switchMode(EnforcementMode.ENFORCE))
                    .withMessageContaining("no policies are configured"));
  }

  @Test
  @DisplayName("The report names what stops calls, and holds no value of a request")
  void report_afterStoppedCalls_namesStatementsWithoutValues() {
    LocalKms.application("kms.policy.mode=enforce")
        .run(
            context -> {
              KmsPolicyEndpoint endpoint = context.getBean(KmsPolicyEndpoint.class);
              try (KmsClient client = client(context)) {
                LocalKms.encrypt(client, LocalKms.ALLOWED);
                assertThatThrownBy(() -> LocalKms.encrypt(client, LocalKms.DENIED))
                    .isInstanceOf(KmsAccessDeniedException.class);
              }
              Eventually.isTrue(
                  "the stopped call is explained",
                  () ->
                      endpoint.report().stopped().stream()
                          .anyMatch(stopped -> !stopped.reasons().isEmpty()));
              KmsPolicyReport report = endpoint.report();
              assertThat(report.state()).isEqualTo("running");
              assertThat(report.problem()).isEmpty();
              assertThat(report.calls())
                  .containsEntry("decided", 2L)
                  .containsEntry("stopped", 1L)
                  .containsEntry("failures", 0L);
              assertThat(report.stopped())
                  .singleElement()
                  .satisfies(
                      stopped -> {
                        assertThat(stopped.operation()).isEqualTo("Encrypt");
                        assertThat(stopped.disposition()).isEqualTo("stopped");
                        assertThat(stopped.reasons())
                            .singleElement()
                            .asString()
                            .contains("NotTheApp");
                      });
              assertThat(report.toString()).doesNotContain(LocalKms.TENANT);
            });
  }

  @Test
  @DisplayName("Drift is shown by the endpoint and by the health")
  void report_kmsContradicts_showsDrift() {
    local.kms().refuse("Encrypt");
    LocalKms.application()
        .run(
            context -> {
              try (KmsClient client = client(context)) {
                assertThatThrownBy(() -> LocalKms.encrypt(client, LocalKms.ALLOWED))
                    .isInstanceOf(KmsException.class);
              }
              KmsPolicyReport report = context.getBean(KmsPolicyEndpoint.class).report();
              assertThat(report.drift()).isOne();
              assertThat(report.operations())
                  .singleElement()
                  .satisfies(row -> assertThat(row.findings()).containsEntry("driftRefused", 1L));
              assertThat(health(context).getDetails()).containsEntry("drift", 1L);
            });
  }

  @Test
  @DisplayName("The layers of a watched directory are shown with their ages")
  void report_watchedDirectory_showsLayers(@TempDir Path directory) throws IOException {
    copyTo(directory);
    LocalKms.plainApplication()
        .withPropertyValues(
            "kms.policy.directory=" + directory, "kms.policy.caller=" + LocalKms.ROLE)
        .run(
            context -> {
              KmsPolicyEndpoint endpoint = context.getBean(KmsPolicyEndpoint.class);
              Eventually.isTrue(
                  "the directory is read",
                  () ->
                      endpoint.report().sources().stream()
                          .anyMatch(layer -> layer.ageSeconds() != null));
              assertThat(endpoint.report().sources())
                  .singleElement()
                  .satisfies(
                      layer -> {
                        assertThat(layer.layer()).isEqualTo("directory");
                        assertThat(layer.condition()).isEqualTo("fresh");
                        assertThat(layer.loaded()).isOne();
                      });
              assertThat(health(context).getDetails().get("directory").toString())
                  .startsWith("fresh, PT");
            });
  }

  @Test
  @DisplayName(
      "The health of a directory that was never read is UNKNOWN, and DOWN with `fail-fast`")
  void health_neverReadDirectory_isNotUp(@TempDir Path directory) {
    Path missing = directory.resolve("missing");
    LocalKms.watching(missing, "kms.policy.await=0s")
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
              assertThat(health(context).getDetails())
                  .containsEntry("state", "running")
                  .containsEntry("directory", "never_loaded")
                  .extractingByKey("problem")
                  .asString()
                  .startsWith("the policy directory was never read");
            });
    LocalKms.watching(missing, "kms.policy.await=0s", "kms.policy.fail-fast=true")
        .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
  }

  @Test
  @DisplayName("Without `fail-fast` the health is never DOWN: calls are sent whatever happens")
  void health_eachState_isUpOrUnknown() {
    LocalKms.application()
        .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
    LocalKms.plainApplication()
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
              assertThat(health(context).getDetails())
                  .containsEntry("state", "not_configured")
                  .containsKey("problem");
            });
    LocalKms.application("kms.policy.mode=enforcing")
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
              assertThat(health(context).getDetails()).containsEntry("state", "failed");
            });
  }

  @Test
  @DisplayName("The health can be switched off")
  void health_disabled_isNotThere() {
    LocalKms.application("management.health.kmspolicy.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
  }
}
