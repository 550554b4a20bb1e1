package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.Severity;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LintSettingsTest {

  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Sid": "Use", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"},
        {"Effect": "Allow", "Action": "kms:CreateKey", "Resource": "*"}]}
      """;

  @Test
  void apply_none_keepsAllButWhatIsOffByDefault() {
    List<Finding> findings = Lints.identity(POLICY);
    LintResult result = LintSettings.none().apply(findings);
    assertThat(findings).containsAll(result.findings());
    assertThat(result.accepted()).isEmpty();
    assertThat(result.findings())
        .map(Lints::line)
        .containsExactly(
            "warning all-accounts-resource Use 2:74", "info create-key-unlimited #2 3:33");
    assertThat(findings).map(Lints::line).contains("info create-key-companions #2 3:33");
  }

  @Test
  void apply_severities_replaceAndSwitchOff() throws IOException {
    LintSettings settings =
        LintSettings.parse(
            """
            {"rules": {"all-accounts-resource": "error", "create-key-unlimited": "off",
                       "create-key-companions": "warning"}}
            """);
    LintResult result = settings.apply(Lints.identity(POLICY));
    assertThat(result.findings())
        .map(Lints::line)
        .containsExactly(
            "error all-accounts-resource Use 2:74", "warning create-key-companions #2 3:33");
    assertThat(result.reaches(Severity.ERROR)).isTrue();
  }

  @Test
  void apply_suppression_acceptsOnlyItsFindingsAndReportsUnused() throws IOException {
    LintSettings settings =
        LintSettings.parse(
            """
            {"suppress": [
              {"rule": "all-accounts-resource", "statement": "Use", "file": "policy.json",
               "reason": "the sandbox has no secrets"},
              {"rule": "create-key-unlimited", "statement": "#2", "file": "other.json",
               "reason": "another file"}]}
            """);
    LintResult result = settings.apply(Lints.identity(POLICY));
    assertThat(result.findings()).hasSize(1);
    assertThat(result.accepted()).hasSize(1);
    assertThat(result.accepted().get(0).reason()).isEqualTo("the sandbox has no secrets");
    assertThat(result.unused()).map(LintSettings.Suppression::file).containsExactly("other.json");
    assertThat(result.reaches(Severity.WARNING)).isFalse();
  }

  @Test
  void parse_invalidSettings_areReportedWithPosition() {
    assertThatThrownBy(() -> LintSettings.parse("{\"rules\":\n {\"sidd\": \"off\"}}"))
        .hasMessage("2:11: there is no rule `sidd`; did you mean `sid`?");
    assertThatThrownBy(() -> LintSettings.parse("{\"rules\": {},\n}"))
        .hasMessageStartingWith("2:1: the text is not JSON: ");
    assertThatThrownBy(() -> LintSettings.parse("{} {}"))
        .hasMessage("1:4: the text is not JSON: something follows the end of the value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{} {}",
        "{\"rule\": {}}",
        "{\"rules\": {\"no-such-rule\": \"off\"}}",
        "{\"rules\": {\"sid\": \"fatal\"}}",
        "{\"rules\": {\"sid\": true}}",
        "{\"rules\": {\"sid\": \"off\", \"sid\": \"info\"}}",
        "{\"suppress\": {}}",
        "{\"suppress\": [{\"rule\": \"sid\", \"statement\": \"A\"}]}",
        "{\"suppress\": [{\"rule\": \"sid\", \"statement\": \"A\", \"reason\": \" \"}]}"
      })
  void parse_invalidSettings_areRejected(String settings) {
    assertThatThrownBy(() -> LintSettings.parse(settings)).isInstanceOf(IOException.class);
  }
}
