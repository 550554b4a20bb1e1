package io.kmspolicy.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/** What becomes of an application with each kind of settings. */
class StartTest {

  @EnableAutoConfiguration
  static class Application {}

  @Test
  @DisplayName("An application without policies starts, and nothing is changed")
  void start_noPolicies_changesNothingAndSaysSo() {
    LocalKms.plainApplication()
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(KmsClientBuilder.class);
              assertThat(context.getBeanProvider(KmsPolicyInterceptor.class).getIfAvailable())
                  .isNull();
              KmsPolicyReport report = context.getBean(KmsPolicyEndpoint.class).report();
              assertThat(report.state()).isEqualTo("not_configured");
              assertThat(report.problem()).contains("kms.policy.directory");
            });
  }

  @ParameterizedTest
  @DisplayName("A blank value, as of an empty environment variable, configures nothing")
  @ValueSource(strings = {"directory", "class-path", "aws", "config"})
  void start_blankValue_isNotConfigured(String name) {
    LocalKms.plainApplication()
        .withPropertyValues("kms.policy.fail-fast=true", "kms.policy." + name + "=")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .getBean(PolicyStart.class)
                    .isEqualTo(new PolicyStart.NotConfigured()));
  }

  @Test
  @DisplayName("`off` and `on` are texts in properties and booleans in YAML")
  void start_awsIsOff_isNotConfigured() {
    for (String off : new String[] {"off", "false", "FALSE"}) {
      LocalKms.plainApplication()
          .withPropertyValues("kms.policy.aws=" + off)
          .run(
              context ->
                  assertThat(context.getBean(PolicyStart.class))
                      .isEqualTo(new PolicyStart.NotConfigured()));
    }
    assertThat(LocalSettings.settings(Map.of("kms.policy.aws", "true")))
        .containsEntry("kms.policy.aws", "on");
  }

  @ParameterizedTest(name = "{0}={1}")
  @DisplayName("A wrong value gives one message: property, value, what would be right")
  @CsvSource(
      delimiter = '|',
      value = {
        "mode | enforcing | `kms.policy.mode` is `enforcing`; it must be one of [observe, enforce]",
        "mode.Decrypt | no | `kms.policy.mode.decrypt` is `no`; it must be one of [observe,"
            + " enforce]",
        "mode.Decript | enforce | `kms.policy.mode.Decript` in the settings is not a setting; did"
            + " you mean `kms.policy.mode.Decrypt`?",
        "mood | enforce | `kms.policy.mood` is not a setting; did you mean `kms.policy.mode`?",
        "deny-at | last | `kms.policy.deny-at` is `last`; it must be one of [auto,"
            + " before-execution,",
        "change-window | soon | `kms.policy.change-window` is `soon`; it must be a duration such as"
            + " 5m",
        "maximum-age | old | `kms.policy.maximum-age` is `old`; it must be a duration such as PT5M",
        "explain-denials | maybe | `kms.policy.explain-denials` is `maybe`; it must be `true` or",
        "maximum-steps | many | `kms.policy.maximum-steps` is `many`; it must be a whole number",
        "maximum-steps | 0 | `kms.policy.maximum-steps` is `0`; it must be a whole number above 0",
        "aws.share | all | `kms.policy.aws.share` is `all`; it must be a number",
        "enabled | maybe | `kms.policy.enabled` is `maybe`; it must be `true` or `false`",
        "fail-fast | maybe | `kms.policy.fail-fast` is `maybe`; it must be `true` or `false`",
        "caller | me | `kms.policy.caller`: ",
        "assertions | no-idea | `kms.policy.assertions`: ",
        "class-path | nowhere | ",
      })
  void start_wrongValue_isNamedAndBreaksNothing(String name, String value, String message) {
    LocalKms.application("kms.policy." + name + "=" + value)
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(KmsClientBuilder.class);
              KmsPolicyReport report = context.getBean(KmsPolicyEndpoint.class).report();
              assertThat(report.state()).isEqualTo("failed");
              assertThat(report.problem()).startsWith(message == null ? "" : message).isNotEmpty();
              assertThat(report.problem()).doesNotContain("io.kmspolicy").doesNotContain("\n");
            });
  }

  @Test
  @DisplayName("With `fail-fast` a wrong value ends the start with the same message")
  void start_failFast_throwsTheMessage() {
    LocalKms.application("kms.policy.mode=enforcing", "kms.policy.fail-fast=true")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("KmsPolicyStartException")
                    .hasStackTraceContaining("`kms.policy.mode` is `enforcing`"));
  }

  @Test
  @DisplayName("With `fail-fast` a directory that is not there ends the start with the reason")
  void start_failFastWithoutDirectory_failsWithTheReason(@TempDir Path directory) {
    Path missing = directory.resolve("missing");
    LocalKms.watching(missing, "kms.policy.fail-fast=true", "kms.policy.await=300ms")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("KmsPolicyStartException")
                    .hasStackTraceContaining(
                        "the policy directory was never read: the directory cannot be opened: "
                            + missing));
  }

  @Test
  @DisplayName("Without `fail-fast` the application starts then, after the same time")
  void start_noDirectory_startsAndSaysSo(@TempDir Path directory) {
    LocalKms.watching(directory.resolve("missing"), "kms.policy.await=300ms")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(KmsPolicyEndpoint.class).report().sources())
                  .extracting(KmsPolicyReport.Layer::condition)
                  .containsExactly("never_loaded");
            });
  }

  @Test
  @DisplayName("The policies are loaded when the application is ready")
  void start_directory_isReadBeforeTheApplicationIsReady(@TempDir Path directory)
      throws IOException {
    Files.createDirectories(directory.resolve("111122223333/roles/App"));
    LocalKms.watching(directory, "kms.policy.fail-fast=true", "kms.policy.await=60s")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(KmsPolicyEndpoint.class).report().sources())
                  .extracting(KmsPolicyReport.Layer::condition)
                  .containsExactly("fresh");
            });
  }

  @Test
  @DisplayName("The message says in which line of which file a wrong value is")
  void start_wrongValueInAFile_isLocated() {
    assertThatThrownBy(
            () ->
                run("--spring.config.location=classpath:/wrong/", "--kms.policy.fail-fast=true")
                    .close())
        .hasStackTraceContaining("`kms.policy.mode` is `enforcing`")
        .hasStackTraceContaining("[wrong/application.properties]")
        .hasStackTraceContaining("3:17");
    try (ConfigurableApplicationContext context =
        run("--spring.config.location=classpath:/wrong/")) {
      assertThat(context.getBean(PolicyStart.class)).isInstanceOf(PolicyStart.Failed.class);
    }
  }

  private static ConfigurableApplicationContext run(String... arguments) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .run(arguments);
  }

  @Test
  @DisplayName("Every setting arrives at the interceptor")
  void settings_everyProperty_arrives() {
    Map<String, String> all =
        Map.ofEntries(
            Map.entry("kms.policy.config", "file"),
            Map.entry("kms.policy.caller", "caller"),
            Map.entry("kms.policy.role", "role"),
            Map.entry("kms.policy.directory", "directory"),
            Map.entry("kms.policy.class-path", "root"),
            Map.entry("kms.policy.aws", "caller, grants"),
            Map.entry("kms.policy.aws.account", "012345678901"),
            Map.entry("kms.policy.aws.share", "0.5"),
            Map.entry("kms.policy.aws.vpc-endpoint", "vpce-0"),
            Map.entry("kms.policy.refresh-interval", "PT1M"),
            Map.entry("kms.policy.maximum-age", "PT2H"),
            Map.entry("kms.policy.mode", "ENFORCE"),
            Map.entry("kms.policy.mode.Decrypt", "OBSERVE"),
            Map.entry("kms.policy.deny-at", "BEFORE_TRANSMISSION"),
            Map.entry("kms.policy.change-window", "PT1M"),
            Map.entry("kms.policy.assertions", "no-grants,no-session"),
            Map.entry("kms.policy.remember-denials", "PT5S"),
            Map.entry("kms.policy.explain-denials", "true"),
            Map.entry("kms.policy.maximum-steps", "10"),
            Map.entry("kms.policy.decision-log", "logger"),
            Map.entry("kms.policy.decision-log.values", "true"),
            Map.entry("kms.policy.decision-log.statements", "false"),
            Map.entry("kms.policy.decision-log.sample", "7"),
            Map.entry("kms.policy.decision-log.capacity", "8"));
    assertThat(LocalSettings.settings(all)).isEqualTo(all);
  }

  @Test
  @DisplayName("Durations may have Spring's form")
  void settings_durations_areReadAsSpringDoes() {
    Map<String, String> settings =
        LocalSettings.settings(
            Map.of("kms.policy.change-window", "90s", "kms.policy.maximum-age", "1d"));
    assertThat(settings)
        .containsEntry("kms.policy.change-window", "PT1M30S")
        .containsEntry("kms.policy.maximum-age", "PT24H");
    assertThat(LocalSettings.settings(Map.of("kms.policy.maximum-age", "forever")))
        .containsEntry("kms.policy.maximum-age", "forever");
  }

  @Test
  @DisplayName("Environment variables set the modes of operations, too")
  void settings_environmentVariables_areRead() {
    Map<String, String> settings =
        LocalSettings.settings(
            new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                    "KMS_POLICY_MODE", "enforce",
                    "KMS_POLICY_MODE_DECRYPT", "observe",
                    "KMS_POLICY_AWS_VPC_ENDPOINT", "vpce-0",
                    "KMS_POLICY_CHANGE_WINDOW", "PT1M")));
    assertThat(settings)
        .containsEntry("kms.policy.mode", "ENFORCE")
        .containsEntry("kms.policy.mode.Decrypt", "OBSERVE")
        .containsEntry("kms.policy.aws.vpc-endpoint", "vpce-0")
        .containsEntry("kms.policy.change-window", "PT1M");
  }

  @Test
  @DisplayName("A Service called `kms-policy`, or `kms-policy-mode`, switches nothing off")
  void settings_variablesOfKubernetes_areIgnored() {
    Map<String, Object> variables = new HashMap<>();
    for (String service : List.of("KMS_POLICY", "KMS_POLICY_MODE", "KMS_POLICY_AWS")) {
      variables.put(service + "_SERVICE_HOST", "10.0.171.239");
      variables.put(service + "_SERVICE_PORT", "443");
      variables.put(service + "_SERVICE_PORT_HTTPS", "443");
      variables.put(service + "_PORT", "tcp://10.0.171.239:443");
      variables.put(service + "_PORT_443_TCP_ADDR", "10.0.171.239");
    }
    variables.put("KMS_POLICY_CLASSPATH", "policies");
    variables.put("KMS_POLICY_FAIL_FAST", "true");
    variables.put("KMS_POLICY_MODE_REENCRYPT", "enforce");
    PropertySource<?> source = new SystemEnvironmentPropertySource("systemEnvironment", variables);
    assertThat(LocalSettings.settings(source))
        .containsOnly(
            Map.entry("kms.policy.class-path", "policies"),
            Map.entry("kms.policy.mode.ReEncrypt", "ENFORCE"));
    assertThat(LocalSettings.warnings(source)).isEmpty();
  }

  @Test
  @DisplayName("A misspelled environment variable is named with the nearest one, and is ignored")
  void settings_unknownVariables_areWarnedOf() {
    PropertySource<?> source =
        new SystemEnvironmentPropertySource(
            "systemEnvironment",
            Map.of("KMS_POLICY_CALLERS", LocalKms.ROLE, "KMS_POLICY_MODE_ENCIPHER", "enforce"));
    assertThat(LocalSettings.settings(source)).isEmpty();
    assertThat(LocalSettings.warnings(source))
        .containsExactly(
            "`KMS_POLICY_CALLERS` in the environment is not a setting and is ignored; did you mean"
                + " `KMS_POLICY_CALLER`?",
            "`KMS_POLICY_MODE_ENCIPHER` in the environment is not a setting and is ignored; did"
                + " you mean `KMS_POLICY_MODE_ENCRYPT`?");
  }

  @Test
  @DisplayName("A misspelled system property is refused, as a misspelled line of a file is")
  void settings_unknownSystemProperty_isNamed() {
    assertThatThrownBy(
            () ->
                LocalSettings.settings(
                    new MapPropertySource(
                        "systemProperties", Map.of("kms.policy.modes", "observe"))))
        .hasMessageStartingWith(
            "`kms.policy.modes` is not a setting; did you mean `kms.policy.mode`?");
  }

  @Test
  @DisplayName("Without Micrometer the interceptor runs")
  void start_noMicrometer_runs() {
    new ApplicationContextRunner()
        .withClassLoader(new FilteredClassLoader("io.micrometer"))
        .withConfiguration(
            AutoConfigurations.of(KmsPolicyAutoConfiguration.class, MetersAutoConfiguration.class))
        .withPropertyValues("kms.policy.class-path=policies", "kms.policy.caller=" + LocalKms.ROLE)
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(KmsPolicyInterceptor.class);
              assertThat(context).doesNotHaveBean("kmsPolicyMeters");
            });
  }
}
