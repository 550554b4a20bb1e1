package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.DocumentTypes;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that somebody fills in or adds to another is not judged as a finished policy. */
class StandInsTest {

  private static final String ROOT =
      "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:root\"},"
          + " \"Action\": \"kms:*\", \"Resource\": \"*\"}";

  private static String policy(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [\n"
        + String.join(",\n", statements)
        + "]}";
  }

  private static String allow(String principal, String action) {
    return "{\"Effect\": \"Allow\", \"Principal\": "
        + principal
        + ", \"Action\": \""
        + action
        + "\", \"Resource\": \"*\"}";
  }

  private static List<LintRule> rules(List<Finding> findings) {
    return findings.stream().map(Finding::rule).toList();
  }

  /** No principal that AWS accepts has this form. */
  @ParameterizedTest
  @ValueSource(
      strings = {"AWS_PRINCIPAL", "ENCLAVE_ROLE_ARN", "arn:aws:iam::PARTNER_ACCOUNT:role/Reader"})
  void lint_wordsInPlaceOfAPrincipal_areOneNote(String word) {
    List<Finding> findings =
        Lints.key(
            policy(
                ROOT,
                allow("{\"AWS\": \"" + word + "\"}", "kms:Encrypt"),
                allow("{\"AWS\": \"" + word + "\"}", "kms:Decrypt")));
    assertThat(rules(findings)).containsExactly(LintRule.PLACEHOLDER);
    assertThat(findings.get(0).location().line()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Aws_Principal", "PRINCIPAL", "aws-principal"})
  void lint_otherWordsInPlaceOfAPrincipal_areErrors(String word) {
    assertThat(rules(Lints.key(policy(ROOT, allow("{\"AWS\": \"" + word + "\"}", "kms:Encrypt")))))
        .containsExactly(LintRule.INVALID_DOCUMENT);
  }

  /** Words of this form elsewhere are values. */
  @Test
  void lint_wordsOfAnotherElement_areNoPlaceholders() {
    String statement =
        ROOT.replace("{\"Effect\"", "{\"Sid\": \"ALLOW_THIS_ACCOUNT\", \"Effect\"")
            .replace("}}", "}")
            .replace(
                "\"*\"}",
                "\"*\", \"Condition\": {\"StringEquals\": {\"kms:KeySpec\": \"RSA_2048\"}}}");
    assertThat(rules(Lints.key(policy(ROOT, statement)))).doesNotContain(LintRule.PLACEHOLDER);
  }

  @ParameterizedTest
  @CsvSource({"keyId, true", "key-id, true", "KeyID, true", "my-key, false", "alias/a, false"})
  void lint_wordInPlaceOfAKeyId_isANote(String id, boolean isStandIn) {
    List<LintRule> rules =
        rules(
            Lints.identity(
                policy(
                    "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\":"
                        + " \"arn:aws:kms:us-west-2:111122223333:key/"
                        + id
                        + "\"}")));
    assertThat(rules)
        .containsExactly(isStandIn ? LintRule.PLACEHOLDER : LintRule.RESOURCE_MATCHES_NOTHING);
  }

  /** KMS refuses a whole key policy like this one, so it is probably none. */
  @Test
  void lint_statementsThatNoFileAttachesToAKey_mayBeAPart() {
    String part = policy(allow("{\"Service\": \"macie.amazonaws.com\"}", "kms:Decrypt"));
    List<Finding> loose =
        new PolicyLinter().lint(List.of(DocumentTypes.infer("more-statements.json", 1, part)));
    assertThat(loose)
        .filteredOn(finding -> finding.rule() == LintRule.LOCKOUT)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.message()).startsWith("if this is the whole key policy, ");
            });
    assertThat(Lints.key(part))
        .filteredOn(finding -> finding.rule() == LintRule.LOCKOUT)
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR));
  }

  /** Whoever writes who administers the key writes the whole policy. */
  @Test
  void lint_administrationThatFails_isAnErrorInAnyFile() {
    String whole = policy(ROOT.replace("kms:*", "kms:Put*").replace("\"Allow\"", "\"Allow\""));
    String denied = policy(ROOT, ROOT.replace("Allow", "Deny"));
    assertThat(new PolicyLinter().lint(List.of(DocumentTypes.infer("key-policy.json", 1, whole))))
        .noneMatch(finding -> finding.rule() == LintRule.LOCKOUT);
    assertThat(new PolicyLinter().lint(List.of(DocumentTypes.infer("key-policy.json", 1, denied))))
        .anyMatch(
            finding -> finding.rule() == LintRule.LOCKOUT && finding.severity() == Severity.ERROR);
  }

  /** A key that is open to everybody needs no note about one other account. */
  @Test
  void lint_foreignAccountBesideEverybody_isNoNote() {
    String partner = allow("{\"AWS\": \"arn:aws:iam::444455556666:user/a\"}", "kms:Decrypt");
    assertThat(rules(Lints.key(policy(ROOT, partner))))
        .contains(LintRule.CROSS_ACCOUNT_WITHOUT_ORG);
    assertThat(rules(Lints.key(policy(ROOT, partner, allow("\"*\"", "kms:Encrypt")))))
        .contains(LintRule.WILDCARD_PRINCIPAL)
        .doesNotContain(LintRule.CROSS_ACCOUNT_WITHOUT_ORG);
  }

  /** Whoever may set the policy of every key gains nothing by creating one. */
  @Test
  void lint_createKeyBesideTheAdministrationOfAllKeys_isNoNote() {
    String create =
        "{\"Effect\": \"Allow\", \"Action\": [\"kms:CreateKey\", \"kms:TagResource\"%s],"
            + " \"Resource\": \"*\"}";
    assertThat(rules(Lints.identity(policy(create.formatted("")))))
        .contains(LintRule.CREATE_KEY_UNLIMITED)
        .doesNotContain(LintRule.STAR_RESOURCE);
    assertThat(rules(Lints.identity(policy(create.formatted(", \"kms:PutKeyPolicy\"")))))
        .contains(LintRule.KEY_ADMINISTRATION_IN_IAM)
        .doesNotContain(LintRule.CREATE_KEY_UNLIMITED);
    assertThat(rules(Lints.identity(policy(create.formatted(", \"kms:EnableKey\"")))))
        .contains(LintRule.STAR_RESOURCE);
  }
}
