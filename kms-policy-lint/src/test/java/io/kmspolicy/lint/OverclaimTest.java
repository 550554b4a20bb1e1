package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The linter does not claim what AWS leaves open. */
final class OverclaimTest {

  private static List<Finding> lint(String action, String condition) {
    return Lints.identity(
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \""
                + action
                + "\", \"Resource\":"
                + " \"arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\","
                + " \"Condition\": "
                + condition.replace('\'', '"')
                + "}"));
  }

  @Test
  void lint_encapsulationAlgorithm_mayExist() {
    assertThat(
            lint("kms:Encapsulate", "{'StringEquals': {'kms:EncapsulationAlgorithm': 'ML_KEM'}}"))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(tuple(LintRule.UNKNOWN_CONDITION_KEY, Severity.WARNING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EncryptionContextEquals", "EncryptionContextSubset", "SourceArn"})
  void lint_grantConstraintType_hasAllThreeValues(String value) {
    assertThat(
            lint(
                "kms:CreateGrant",
                "{'StringEquals': {'kms:GrantConstraintType': '" + value + "'}}"))
        .extracting(Finding::rule)
        .doesNotContain(LintRule.UNKNOWN_VALUE, LintRule.NEVER_MATCHES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'StringEquals': {'aws:username': []}}",
        "{'StringNotEquals': {'aws:username': []}}",
        "{'ForAnyValue:StringEquals': {'kms:EncryptionContextKeys': []}}"
      })
  @DisplayName("Rule 1.11: what an empty list of values means is open")
  void lint_emptyListOfValues_isNotNever(String condition) {
    assertThat(lint("kms:Decrypt", condition))
        .extracting(Finding::rule)
        .doesNotContain(LintRule.NEVER_MATCHES);
  }

  @Test
  void lint_unknownRegionThatResemblesNone_isOnlyAWarning() {
    List<Finding> findings =
        Lints.identity(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\":"
                    + " \"arn:aws:kms:xy-north-9:111122223333:key/*\"}"));
    assertThat(findings)
        .filteredOn(finding -> finding.rule() == LintRule.UNKNOWN_REGION)
        .extracting(Finding::severity)
        .containsExactly(Severity.WARNING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logs.us-west-2.amazonaws.com",
        "s3.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "brandnewservice.amazonaws.com",
        "ec2.amazonaws.com.cn",
        "replication.dynamodb.amazonaws.com",
        "vpce.amazonaws.com"
      })
  void lint_servicePrincipal_ofAnyPlausibleName_isNotCalledUnknown(String service) {
    assertThat(principal(service)).doesNotContain(LintRule.UNKNOWN_SERVICE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clouddtrail.amazonaws.com", "log.us-west-2.amazonaws", "s3.aws.com"})
  void lint_servicePrincipal_misspelled_isFound(String service) {
    assertThat(principal(service)).contains(LintRule.UNKNOWN_SERVICE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'AWS': '*'} | | true",
        "{'AWS': 'arn:aws:iam::111122223333:role/App'} | | false",
        "{'AWS': '*'} | , {'Effect': 'Deny', 'Principal': '*', 'Action': '*', 'Resource': '*',"
            + " 'Condition': {'StringNotEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}}} | false"
      })
  void lint_endpointPolicy_isUnlimitedOnlyForEverybody(
      String principal, String deny, boolean isUnlimited) {
    String json =
        "{'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': %s, 'Action':"
            + " '*', 'Resource': '*'}%s]}";
    assertThat(
            Lints.lint(
                PolicyType.VPC_ENDPOINT,
                json.formatted(principal, deny == null ? "" : deny).replace('\'', '"')))
        .extracting(Finding::rule)
        .satisfies(
            rules ->
                assertThat(rules.contains(LintRule.ENDPOINT_UNLIMITED)).isEqualTo(isUnlimited));
  }

  @ParameterizedTest
  @CsvSource({
    "ArnNotEquals, arn:aws:sts::111122223333:assumed-role/Admin/joe, true",
    "StringNotLike, arn:aws:?ts::111122223333:assumed-role/Admin/*, false",
    "ArnNotLikeIfExists, arn:aws:sts::*:assumed-role/Admin/*, true",
  })
  void lint_sessionInPrincipalArn_exemptsNobodyIfThatIsProven(
      String operator, String value, boolean isProven) {
    List<Finding> findings =
        Lints.key(
            RandomPolicies.policy(
                "{\"Effect\": \"Deny\", \"Principal\": {\"AWS\":"
                    + " \"arn:aws:iam::111122223333:role/App\"}, \"Action\": \"kms:Decrypt\","
                    + " \"Resource\": \"*\", \"Condition\": {\""
                    + operator
                    + "\": {\"aws:PrincipalArn\": \""
                    + value
                    + "\"}}}"));
    assertThat(findings)
        .filteredOn(finding -> finding.rule() == LintRule.KEY_NOT_FOR_PRINCIPAL)
        .extracting(finding -> finding.message().contains("exempts nobody"))
        .isEqualTo(isProven ? List.of(true) : List.of());
  }

  private static List<LintRule> principal(String service) {
    return Lints.key(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \""
                    + service
                    + "\"}, \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}"))
        .stream()
        .map(Finding::rule)
        .toList();
  }

  private static List<String> onRetiring(String resources) {
    return Lints.identity(
            RandomPolicies.policy(
                ("{'Effect': 'Deny', 'Action': ['s3:GetObject', 'kms:RetireGrant'], %s}"
                        + ", {'Effect': 'Deny', 'Action': 'kms:RetireGrant', %s}")
                    .formatted(resources, resources)
                    .replace('\'', '"')))
        .stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .map(finding -> finding.rule().id())
        .toList();
  }

  @Test
  @DisplayName("5.14: without grants nobody may retire one, which proves nothing about resources")
  void lint_denyOfRetireGrant_mayMatch() {
    assertThat(onRetiring("'NotResource': 'arn:aws:s3:::bucket/*'")).isEmpty();
    assertThat(onRetiring("'NotResource': 'arn:aws:kms:*:${aws:PrincipalAccount}:key/*'"))
        .isEmpty();
    assertThat(onRetiring("'Resource': 'arn:aws:s3:::bucket/*'"))
        .contains("other-service-resource");
  }
}
