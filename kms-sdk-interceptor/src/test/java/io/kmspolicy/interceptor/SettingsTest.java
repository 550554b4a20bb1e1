package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

class SettingsTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/App";

  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  private KmsPolicyInterceptor interceptor() {
    return new Settings(properties::get, environment::get).interceptor();
  }

  private void setMinimum(Path directory) {
    properties.put("kms.policy.caller", "arn:aws:sts::111122223333:assumed-role/App/s");
    properties.put("kms.policy.role", ROLE);
    properties.put("kms.policy.directory", directory.toString());
  }

  @Test
  void interceptor_everythingSet_isMade(@TempDir Path directory) {
    setMinimum(directory);
    environment.put("KMS_POLICY_MODE", "observe");
    environment.put("KMS_POLICY_MODE_DECRYPT", "enforce");
    environment.put("KMS_POLICY_DENY_AT", "before-transmission");
    environment.put("KMS_POLICY_CHANGE_WINDOW", "PT1M");
    environment.put("KMS_POLICY_REMEMBER_DENIALS", "PT5S");
    environment.put("KMS_POLICY_EXPLAIN_DENIALS", "true");
    environment.put("KMS_POLICY_ASSERTIONS", "no-grants, no-vpc-endpoint");
    assertThat(interceptor().denialCache()).isPresent();
  }

  @Test
  void interceptor_propertiesFile_countsLast(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kms-policy.properties");
    Files.writeString(file, "kms.policy.mode=nonsense\nkms.policy.caller=nonsense\n");
    Files.createDirectory(directory.resolve("policies"));
    setMinimum(directory.resolve("policies"));
    properties.put("kms.policy.mode", "enforce");
    properties.put("kms.policy.config", file.toString());
    assertThat(interceptor().denialCache()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kms.policy.mode          | on      | `kms.policy.mode` is `on`",
        "kms.policy.change-window | 5m      | `kms.policy.change-window` is `5m`",
        "kms.policy.assertions    | no-scps | `no-scps` is no assertion",
        "kms.policy.config        | /none/x | `/none/x` cannot be read"
      })
  void interceptor_wrongSetting_isNamed(
      String name, String value, String message, @TempDir Path directory) {
    setMinimum(directory);
    properties.put(name, value);
    assertThatIllegalArgumentException()
        .isThrownBy(this::interceptor)
        .withMessageStartingWith(message);
  }

  @Test
  void interceptor_noCaller_isNamed() {
    assertThatThrownBy(this::interceptor).hasMessage("`kms.policy.caller` is not set");
  }

  @Test
  void interceptor_unknownNameInTheFile_isNamed(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kms-policy.properties");
    Files.writeString(file, "kms.policy.mood=enforce\n");
    properties.put("kms.policy.config", file.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(this::interceptor)
        .withMessageStartingWith("`kms.policy.mood` in ");
  }

  @Test
  void made_wrongSettings_leaveAClientThatWorks() {
    assertThat(ConfiguredKmsPolicyInterceptor.made(this::interceptor)).isNull();
    try (KmsClient client =
        KmsClient.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .region(Region.US_WEST_2)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .overrideConfiguration(
                o -> o.addExecutionInterceptor(new ConfiguredKmsPolicyInterceptor()))
            .build()) {
      assertThat(client.serviceName()).isEqualTo("kms");
    }
  }

  @Test
  void registrationFile_namesAClassThatTheSdkCanMake() throws Exception {
    Path file =
        Path.of("src/main/autoregister/software/amazon/awssdk/services/kms/execution.interceptors");
    Class<?> named = Class.forName(Files.readString(file).strip());
    assertThat(named.getConstructor().newInstance()).isInstanceOf(ExecutionInterceptor.class);
  }
}
