package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Lists of patterns below the quota of a key policy take more steps than one test of a request may.
 * The linter comes to an answer or says that it has none; it never fails.
 */
class LongListsTest {

  private static final String DELEGATION =
      "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:root\"},"
          + " \"Action\": \"kms:*\", \"Resource\": \"*\"}";

  private static List<Finding> lint(String account) {
    String patterns =
        IntStream.range(0, 150)
            .mapToObj(i -> "\"arn:aws:iam::" + account + ":role/*" + i + "*\"")
            .collect(Collectors.joining(", "));
    return Lints.key(
        RandomPolicies.policy(
            DELEGATION,
            "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\","
                + " \"Resource\": \"*\", \"Condition\": {\"StringLike\": {\"aws:PrincipalArn\": ["
                + patterns
                + "]}}}"));
  }

  @Test
  @DisplayName("150 patterns of one account let in no other account")
  void lint_patternsOfOneAccount_findsNoStranger() {
    assertThat(lint("111122223333")).isEmpty();
  }

  @Test
  @DisplayName("150 patterns of every account are a warning that says that it is not decided")
  void lint_patternsOfEveryAccount_isNotDecided() {
    assertThat(lint("*"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo(LintRule.WILDCARD_PRINCIPAL);
              assertThat(finding.severity()).isEqualTo(Severity.WARNING);
              assertThat(finding.message()).startsWith("it is not decided");
            });
  }
}
