package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.KmsException;

class SettingsTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/App";

  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  private ConfiguredInterceptor made() {
    ConfiguredInterceptor made = new Settings(properties, environment).made();
    if (made.source().orElse(null) instanceof AutoCloseable source) {
      opened.add(source);
    }
    return made;
  }

  private KmsPolicyInterceptor interceptor() {
    return made().interceptor();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable source : opened) {
      source.close();
    }
  }

  private SettingValues values(List<String> names) {
    return new SettingValues(properties, "the test", environment, names, SettingsFile::read);
  }

  private void setMinimum(Path directory) {
    properties.put("kms.policy.caller", "arn:aws:sts::111122223333:assumed-role/App/s");
    properties.put("kms.policy.role", ROLE);
    properties.put("kms.policy.directory", directory.toString());
  }

  @Test
  void age_foreverOrADuration_isRead() {
    properties.put("kms.policy.maximum-age", "forever");
    SettingValues values = values(List.of("maximum-age"));
    assertThat(values.age("maximum-age")).hasValue(InterceptorBuilder.FOREVER);
    properties.put("kms.policy.maximum-age", "always");
    SettingValues wrong = values(List.of("maximum-age"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wrong.age("maximum-age"))
        .withMessageContaining("kms.policy.maximum-age");
  }

  @Test
  void made_everySetting_hasItsEffect(@TempDir Path directory) throws IOException {
    setMinimum(directory);
    Refused refused = new Refused(directory);
    environment.put("KMS_POLICY_MODE", "observe");
    environment.put("KMS_POLICY_MODE_DECRYPT", "enforce");
    environment.put("KMS_POLICY_DENY_AT", "before-transmission");
    environment.put("KMS_POLICY_CHANGE_WINDOW", "PT1M");
    environment.put("KMS_POLICY_MAXIMUM_AGE", "PT2H");
    environment.put("KMS_POLICY_REFRESH_INTERVAL", "PT10S");
    environment.put("KMS_POLICY_REMEMBER_DENIALS", "PT5S");
    environment.put("KMS_POLICY_EXPLAIN_DENIALS", "true");
    environment.put("KMS_POLICY_ASSERTIONS", "no-grants, no-endpoint");
    KmsPolicyInterceptor interceptor = interceptor();
    assertThat(refused.eventually(interceptor, "Encrypt")).isEqualTo(Disposition.OBSERVED);
    assertThat(refused.eventually(interceptor, "Decrypt")).isEqualTo(Disposition.STOPPED);
    assertThat(refused.thrown(interceptor, "Decrypt")).isNull();
    assertThat(refused.thrownBeforeTransmission(interceptor, "Decrypt"))
        .isInstanceOf(KmsException.class);
  }

  @Test
  void made_directory_isWatched(@TempDir Path directory) {
    setMinimum(directory);
    SourceState source = made().source().orElseThrow();
    assertThat(source).isNotNull();
    assertThat(source.statuses())
        .extracting(SourceStatus::layer)
        .containsExactly(SourceLayer.DIRECTORY);
  }

  /** Rule 1.7: a role as caller means any session of the role. */
  @Test
  void made_roleAsCaller_isAnySessionOfTheRole(@TempDir Path directory) {
    setMinimum(directory);
    properties.put("kms.policy.caller", ROLE);
    assertThat(made().interceptor()).isNotNull();
    properties.put("kms.policy.role", ROLE);
    assertThat(made().interceptor()).isNotNull();
    properties.put("kms.policy.role", ROLE + "2");
    assertThatIllegalArgumentException()
        .isThrownBy(this::made)
        .withMessageContaining("`kms.policy.role` is not the role");
  }

  @Test
  void made_classPath_isReadOnce() {
    properties.put("kms.policy.caller", "arn:aws:sts::111122223333:assumed-role/App/s");
    properties.put("kms.policy.class-path", "classpath-policies");
    assertThat(made().source()).isEmpty();
    properties.put("kms.policy.class-path", "no-such-policies");
    assertThatThrownBy(this::made).hasMessageContaining("`no-such-policies/index.txt`");
    properties.put("kms.policy.directory", "policies");
    assertThatIllegalArgumentException()
        .isThrownBy(this::made)
        .withMessageContaining("both set; only one can be");
  }

  @Test
  void made_propertiesFile_countsLast(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kms-policy.properties");
    Files.writeString(
        file,
        "kms.policy.mode=nonsense\nkms.policy.caller=nonsense\nkms.policy.deny-at=nonsense\n");
    Path policies = Files.createDirectory(directory.resolve("policies"));
    setMinimum(policies);
    properties.put("kms.policy.mode", EnforcementMode.ENFORCE.name());
    environment.put("KMS_POLICY_DENY_AT", "before-execution");
    environment.put("KMS_POLICY_CONFIG", file.toString());
    Refused refused = new Refused(policies);
    assertThat(refused.eventually(interceptor(), "Encrypt")).isEqualTo(Disposition.STOPPED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kms.policy.mode             | on      | `kms.policy.mode` is `on`; it must be one of",
        "kms.policy.mode.Decrypt     | on      | `kms.policy.mode.Decrypt` is `on`",
        "kms.policy.mode.Encipher    | enforce | `kms.policy.mode.Encipher` in the system",
        "kms.policy.mood             | enforce | `kms.policy.mood` in the system properties is no",
        "kms.policy.deny-at          | never   | `kms.policy.deny-at` is `never`",
        "kms.policy.change-window    | 5m      | `kms.policy.change-window` is `5m`",
        "kms.policy.change-window    | PT-5S   | `kms.policy.change-window` is `PT-5S`",
        "kms.policy.change-window    | P200000D | `kms.policy.change-window` is `P200000D`; it must"
            + " be at most",
        "kms.policy.refresh-interval | P200000D | `kms.policy.refresh-interval` is `P200000D`",
        "kms.policy.caller           | logs.amazonaws.com | `kms.policy.caller` is `logs.amazonaws",
        "kms.policy.aws.account      | 1111    | `kms.policy.aws.account` is `1111`; it must be 12",
        "kms.policy.aws.share        | NaN     | `kms.policy.aws.share` is `NaN`",
        "kms.policy.decision-log.sample | 0    | `kms.policy.decision-log.sample` is `0`",
        "kms.policy.await            | soon    | `kms.policy.await` is `soon`; it must be a"
            + " duration",
        "kms.policy.warm-up          | yes     | `kms.policy.warm-up` is `yes`; it must be `true`",
        "kms.policy.explain-denials  | yes     | `kms.policy.explain-denials` is `yes`",
        "kms.policy.maximum-steps    | 0       | `kms.policy.maximum-steps` is `0`; it must be a"
            + " whole",
        "kms.policy.maximum-steps    | many    | `kms.policy.maximum-steps` is `many`",
        "kms.policy.decision-log     | /none/x | `kms.policy.decision-log`: `/none/x` cannot",
        "kms.policy.assertions       | no-scps | `kms.policy.assertions`: `no-scps` is not an"
            + " assertion",
        "kms.policy.caller           | me      | `kms.policy.caller`: ",
        "kms.policy.role             | App     | `kms.policy.role`: ",
        "kms.policy.aws              | grant   | `kms.policy.aws` is `grant`; it must be `off`",
        "kms.policy.refresh-interval | PT0S    | `kms.policy.refresh-interval` is `PT0S`",
        "kms.policy.config           | /none/x | `/none/x` cannot be read"
      })
  void made_wrongSetting_isNamed(
      String name, String value, String message, @TempDir Path directory) {
    setMinimum(directory);
    properties.put(name, value);
    assertThatIllegalArgumentException().isThrownBy(this::made).withMessageStartingWith(message);
  }

  @Test
  void made_decisionLog_isWrittenAndClosed(@TempDir Path directory) throws IOException {
    setMinimum(directory);
    Path file = directory.resolveSibling(directory.getFileName() + ".jsonl");
    environment.put("KMS_POLICY_DECISION_LOG", file.toString());
    environment.put("KMS_POLICY_DECISION_LOG_VALUES", "true");
    environment.put("KMS_POLICY_DECISION_LOG_STATEMENTS", "false");
    environment.put("KMS_POLICY_DECISION_LOG_SAMPLE", "1");
    environment.put("KMS_POLICY_DECISION_LOG_CAPACITY", "10");
    try (ConfiguredInterceptor made = made()) {
      DecryptRequest request = DecryptRequest.builder().keyId(Fixtures.KEY_ARN).build();
      made.interceptor().beforeExecution(() -> request, Fixtures.attributes(request));
      assertThat(made.log()).isPresent();
    }
    assertThat(Files.readAllLines(file))
        .hasSize(1)
        .allMatch(line -> line.contains("\"absent\":["))
        .noneMatch(line -> line.contains("\"statements\""));
    Files.delete(file);
  }

  @Test
  void made_wrongSampleOfTheLog_isNamedAndLeavesNoLogOpen(@TempDir Path directory) {
    setMinimum(directory);
    properties.put("kms.policy.decision-log", "logger");
    properties.put("kms.policy.decision-log.sample", "0");
    assertThatIllegalArgumentException()
        .isThrownBy(this::made)
        .withMessageStartingWith("`kms.policy.decision-log.sample` is `0`");
  }

  @Test
  void made_wrongShare_isNamed(@TempDir Path directory) {
    setMinimum(directory);
    properties.put("kms.policy.aws", "caller");
    properties.put("kms.policy.aws.share", "-1");
    assertThatIllegalArgumentException()
        .isThrownBy(this::made)
        .withMessageStartingWith("`kms.policy.aws.share` is `-1`");
  }

  @Test
  @DisplayName("Where the settings ask for it, the first call of the process is decided")
  void made_awaitAndWarmUp_leaveNothingToTheFirstCall(@TempDir Path directory) throws IOException {
    setMinimum(directory);
    Refused refused = new Refused(directory);
    environment.put("KMS_POLICY_MODE", "enforce");
    environment.put("KMS_POLICY_AWAIT", "PT60S");
    environment.put("KMS_POLICY_WARM_UP", "true");
    KmsPolicyInterceptor interceptor = interceptor();
    assertThat(refused.thrown(interceptor, "Encrypt")).isInstanceOf(KmsException.class);
    assertThat(interceptor.toString())
        .startsWith(
            "KmsPolicyInterceptor[checks KMS calls as session s of role App (111122223333),"
                + " policies: directory "
                + directory
                + " (1 principal, 0 keys; unknown: boundary, ")
        .endsWith("), mode enforce; 1 calls: 1 explicitDeny; 1 stopped, 0 undecided, 0 failures]");
    interceptor.switchMode("Decrypt", EnforcementMode.OBSERVE);
    interceptor.close();
    assertThat(interceptor.toString()).startsWith("KmsPolicyInterceptor[closed; 1 calls");
  }

  @Test
  @DisplayName("A directory that is not there holds up the first client for the set time only")
  void made_awaitOfAMissingDirectory_ends(@TempDir Path directory) {
    setMinimum(directory.resolve("missing"));
    properties.put("kms.policy.await", "PT0.2S");
    ConfiguredInterceptor made = made();
    assertThat(made.source().orElseThrow().statuses())
        .extracting(SourceStatus::condition)
        .containsExactly(SourceStatus.Condition.NEVER_LOADED);
  }

  @Test
  void made_nothingSet_saysWhatIsNeeded() {
    assertThatThrownBy(this::made).hasMessageStartingWith("`kms.policy.caller` is not set");
    properties.put("kms.policy.caller", ROLE.replace("role/App", "user/alice"));
    assertThatThrownBy(this::made).hasMessageStartingWith("none of `kms.policy.directory`");
    properties.put("kms.policy.remember-denials", "PT5S");
    assertThat(interceptor()).isNotNull();
  }

  @Test
  @DisplayName("A Service called `kms-policy` in the namespace of a pod switches nothing off")
  void made_variablesOfKubernetesAndDocker_areIgnored(@TempDir Path directory) {
    setMinimum(directory);
    for (String service : List.of("KMS_POLICY", "KMS_POLICY_AGENT_PORT", "KMS_POLICY_MODE")) {
      environment.put(service + "_SERVICE_HOST", "10.0.171.239");
      environment.put(service + "_SERVICE_PORT", "443");
      environment.put(service + "_SERVICE_PORT_HTTPS", "443");
      environment.put(service + "_PORT", "tcp://10.0.171.239:443");
      environment.put(service + "_PORT_443_TCP", "tcp://10.0.171.239:443");
      environment.put(service + "_PORT_443_TCP_PROTO", "tcp");
      environment.put(service + "_PORT_443_TCP_PORT", "443");
      environment.put(service + "_PORT_443_TCP_ADDR", "10.0.171.239");
    }
    environment.put("KMS_POLICY_MODE", "enforce");
    assertThat(interceptor().mode("Decrypt")).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(values(List.of("caller", "role", "directory", "mode")).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KMS_POLICY_MOOD, KMS_POLICY_MODE",
    "KMS_POLICY_MODE_ENCIPHER, KMS_POLICY_MODE_ENCRYPT",
    "KMS_POLICY_CLASSPATH, KMS_POLICY_CLASS_PATH"
  })
  void made_unknownVariable_isWarnedOfAndIgnored(
      String name, String nearest, @TempDir Path directory) {
    setMinimum(directory);
    environment.put(name, "enforce");
    assertThat(interceptor().mode("Encrypt")).isEqualTo(EnforcementMode.OBSERVE);
    assertThat(
            values(List.of("caller", "role", "directory", "class-path", "mode", "mode.Encrypt"))
                .warnings())
        .containsExactly(
            "`"
                + name
                + "` in the environment is not a setting and is ignored; did you mean `"
                + nearest
                + "`?");
  }

  @Test
  void made_unknownVariableOfControlCharacters_isWarnedOfOnOneLine() {
    assertThat(EnvironmentVariables.warnings(List.of("KMS_POLICY_\nERROR forged"), List.of()))
        .containsExactly(
            "`KMS_POLICY_\\nERROR forged` in the environment is not a setting and is ignored");
  }

  @Test
  void made_variableOfTheLauncher_isNoSetting() {
    properties.put("kms.policy.caller", ROLE);
    properties.put("kms.policy.remember-denials", "PT5S");
    environment.put("KMS_POLICY_JAR", "/opt/kms-policy.jar");
    assertThat(interceptor()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "kms.policy.mood, kms.policy.mode",
    "kms.policy.mode.Encipher, kms.policy.mode.Encrypt",
    "kms.polcy.mode, kms.policy.mode",
    "mode, kms.policy.mode"
  })
  void made_unknownNameInTheFile_isNamedWithTheNearest(
      String name, String nearest, @TempDir Path directory) throws IOException {
    Path file = directory.resolve("kms-policy.properties");
    Files.writeString(file, name + "=enforce\n");
    properties.put("kms.policy.config", file.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(this::made)
        .withMessage(
            "`" + name + "` in `" + file + "` is not a setting; did you mean `" + nearest + "`?");
  }

  @ParameterizedTest
  @CsvSource({
    "kms.policy.mood, kms.policy.mode",
    "kms.policy.class-pth, kms.policy.class-path",
    "kms.policy.configuration,",
    "kms.policy.confg, kms.policy.config"
  })
  void made_unknownSystemProperty_isNamedWithTheNearest(String name, @Nullable String nearest) {
    properties.put(name, "enforce");
    assertThatIllegalArgumentException()
        .isThrownBy(this::made)
        .withMessage(
            "`"
                + name
                + "` in the system properties is not a setting"
                + (nearest == null ? "" : "; did you mean `" + nearest + "`?"));
  }

  @Test
  @DisplayName("Of two values of a setting in the file, one would not count")
  void made_twoValuesInTheFile_areRefused(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kms-policy.properties");
    Files.writeString(file, "kms.policy.assertions=no-grants\nkms.policy.assertions=no-scp\n");
    properties.put("kms.policy.config", file.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(this::made)
        .withMessage(
            "`"
                + file
                + "` has two values of `kms.policy.assertions`; only one of them would count");
  }

  @Test
  @DisplayName("A backslash that begins no escape is reported with the file")
  void made_wrongEscapeInTheFile_namesTheFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kms-policy.properties");
    Files.writeString(file, "kms.policy.directory=C:\\users\\policies\n");
    properties.put("kms.policy.config", file.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(this::made)
        .withMessageStartingWith("`" + file + "` is not a file of properties: ");
  }

  @Test
  void made_liveAws_loadsWhatIsListedWithTheSdksOwnCredentials() {
    properties.put("kms.policy.aws", "caller, key-policy");
    System.setProperty("aws.region", "us-west-2");
    try {
      SourceState source = made().source().orElseThrow();
      assertThat(source).isNotNull();
      assertThat(source.statuses())
          .extracting(SourceStatus::layer)
          .containsExactly(SourceLayer.CALLER, SourceLayer.KEY_POLICY);
    } finally {
      System.clearProperty("aws.region");
    }
  }

  @Test
  void of_mapOfSettings_makesAnInterceptorWithoutSourceAndLog() {
    try (ConfiguredInterceptor configured =
        ConfiguredInterceptor.of(
            Map.of("kms.policy.caller", ROLE, "kms.policy.remember-denials", "PT5S"))) {
      assertThat(configured.interceptor().mode("Decrypt")).isEqualTo(EnforcementMode.OBSERVE);
      assertThat(configured.source()).isEmpty();
      assertThat(configured.log()).isEmpty();
    }
  }

  @Test
  void of_unknownSetting_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfiguredInterceptor.of(Map.of("kms.policy.mod", "enforce")))
        .withMessage(
            "`kms.policy.mod` in the settings is not a setting; did you mean `kms.policy.mode`?");
  }

  @Test
  @DisplayName("A value of the settings file makes no line of the log of its own")
  void wrongValue_staysOnOneLine() {
    assertThatThrownBy(
            () ->
                new Settings(Map.of("kms.policy.mode", "x\u001b[31m\nFORGED\u202e"), Map.of())
                    .made())
        .hasMessageContaining("`kms.policy.mode` is `x\\u001b[31m\\nFORGED\\u202e`; it must be");
    assertThatThrownBy(() -> Assertion.parse("no-x\u001b\nFORGED\u202e"))
        .hasMessageStartingWith("`no-x\\u001b\\nFORGED\\u202e` is not an assertion;");
    assertThatThrownBy(() -> Assertion.parse("no-grants=x\nFORGED"))
        .hasMessageStartingWith("`x\\nFORGED` in `no-grants=` is not the ARN of a key");
  }
}
