package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The account of a policy, and the findings that depend on it. */
final class OwnerTest {

  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String IN_DIRECTORY = "444455556666/keys/us-west-2/" + ID + "/policy.json";

  private static String allow(String account, String action, String resource) {
    return "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::"
        + account
        + ":root\"}, \"Action\": \""
        + action
        + "\", \"Resource\": \""
        + resource
        + "\"}";
  }

  private static List<Finding> lint(PolicyLinter linter, String source, String... statements) {
    return linter.lint(
        List.of(new PolicyText(source, 1, RandomPolicies.policy(statements), PolicyType.KEY, "")));
  }

  private static Stream<String> foreign(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.rule() == LintRule.FOREIGN_ADMINISTRATION)
        .map(Finding::statement);
  }

  @Test
  void lint_foreignAccountWithEverything_isFoundByDirectoryOptionOrDelegation() {
    String[] both = {allow("111122223333", "kms:*", "*"), allow("444455556666", "kms:*", "*")};
    List<Finding> findings = lint(new PolicyLinter(), "key.json", both);
    assertThat(foreign(findings)).containsExactly("#2");
    // A milder finding about the same principal would only repeat it.
    assertThat(findings).noneMatch(finding -> finding.rule() == LintRule.CROSS_ACCOUNT_WITHOUT_ORG);
    assertThat(foreign(lint(new PolicyLinter(), IN_DIRECTORY, both))).containsExactly("#1");
    assertThat(foreign(lint(new PolicyLinter().ofAccount("444455556666"), "key.json", both)))
        .containsExactly("#1");
    String[] use = {allow("111122223333", "kms:*", "*"), allow("444455556666", "kms:D*", "*")};
    assertThat(foreign(lint(new PolicyLinter(), "key.json", use))).isEmpty();
  }

  @Test
  void lint_foreignAccountThatAConditionKeepsOut_hasNoFinding() {
    String keepsOut = "{\"StringEquals\": {\"aws:PrincipalAccount\": \"111122223333\"}}";
    String letsIn = "{\"StringEquals\": {\"kms:CallerAccount\": \"444455556666\"}}";
    String own = allow("111122223333", "kms:*", "*");
    String foreign =
        allow("444455556666", "kms:*", "*")
            .replace("}, \"Action", "}, \"Condition\": %s, \"Action");
    String everybody = foreign.replace("{\"AWS\": \"arn:aws:iam::444455556666:root\"}", "\"*\"");
    assertThat(foreign(lint(new PolicyLinter(), "key.json", own, foreign.formatted(keepsOut))))
        .isEmpty();
    assertThat(foreign(lint(new PolicyLinter(), "key.json", own, foreign.formatted(letsIn))))
        .containsExactly("#2");
    assertThat(foreign(lint(new PolicyLinter(), "key.json", own, everybody.formatted(letsIn))))
        .containsExactly("#2");
    assertThat(foreign(lint(new PolicyLinter(), "key.json", own, everybody.formatted(keepsOut))))
        .isEmpty();
  }

  @Test
  @DisplayName("Rule 2.9: a statement of a key policy about another key has no effect")
  void lint_resourceOfAnotherKey_isInert() {
    String other = "arn:aws:kms:us-west-2:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321";
    String own = "arn:aws:kms:us-west-2:444455556666:key/" + ID;
    String[] statements = {
      allow("444455556666", "kms:*", "*"),
      allow("444455556666", "kms:Decrypt", other),
      allow("444455556666", "kms:Encrypt", own)
    };
    assertThat(lint(new PolicyLinter(), IN_DIRECTORY, statements))
        .filteredOn(finding -> finding.rule() == LintRule.STATEMENT_WITHOUT_EFFECT)
        .extracting(Finding::statement)
        .containsExactly("#2");
    assertThat(lint(new PolicyLinter(), "key.json", statements))
        .extracting(Finding::rule)
        .doesNotContain(LintRule.STATEMENT_WITHOUT_EFFECT);
  }

  @Test
  void lint_fix_namesTheAccountOfThePolicyOrNone() {
    String wide = "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}";
    assertThat(Lints.identity(RandomPolicies.policy(wide)))
        .extracting(Finding::fix)
        .containsExactly(
            "name the keys by ARN, or limit them to your account, such as"
                + " `arn:aws:kms:*:ACCOUNT:key/*`");
    PolicyText located =
        new PolicyText(
            "444455556666/roles/App/identity/a.json",
            1,
            RandomPolicies.policy(wide),
            PolicyType.IDENTITY,
            "");
    assertThat(new PolicyLinter().lint(List.of(located)))
        .allMatch(finding -> finding.fix().contains("`arn:aws:kms:*:444455556666:key/*`"));
    assertThat(lint(new PolicyLinter(), IN_DIRECTORY, allow("444455556666", "kms:Decrypt", "*")))
        .anyMatch(finding -> finding.fix().contains("`arn:aws:iam::444455556666:root`"));
  }
}
