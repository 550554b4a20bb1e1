package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rule {@code confused-deputy} reports a service principal whose condition holds when the
 * service works for a foreign account.
 */
final class ConfusedDeputyTest {

  private static final String SNS = "{\"Service\": \"sns.amazonaws.com\"}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | true",
        "{'StringEquals': {'aws:SourceAccount': '111122223333'}} | false",
        "{'ArnLike': {'aws:SourceArn': 'arn:aws:sns:*:111122223333:*'}} | false",
        "{'StringEquals': {'aws:SourceOrgID': 'o-exampleorgid'}} | false",
        "{'StringEquals': {'kms:CallerAccount': '111122223333'}} | false",
        "{'StringEquals': {'kms:EncryptionContext:aws:sns:topicArn':"
            + " 'arn:aws:sns:us-west-2:111122223333:topic'}} | false",
        "{'StringLike': {'kms:EncryptionContext:aws:cloudtrail:arn':"
            + " 'arn:aws:cloudtrail:*:*:trail/*'}} | true",
        "{'ArnLike': {'kms:EncryptionContext:aws:logs:arn':"
            + " 'arn:aws:logs:us-west-2:*:log-group:*'}} | true",
        "{'ArnLike': {'kms:EncryptionContext:aws:logs:arn':"
            + " 'arn:aws:logs:us-west-2:111122223333:log-group:*'}} | false",
        "{'StringEqualsIfExists': {'aws:SourceAccount': '111122223333'}} | true",
        "{'ArnLike': {'aws:SourceArn': 'arn:aws:sns:*:*:*'}} | true",
        "{'StringLike': {'kms:EncryptionContext:aws:sns:topicArn': '*'}} | true",
        "{'Bool': {'aws:SecureTransport': 'true'}} | true",
        "{'StringNotEquals': {'aws:SourceAccount': '111122223333'}} | true"
      })
  void lint_serviceUnderCondition_isFoundIfStrangersSatisfyIt(String condition, boolean found) {
    assertThat(isFound(statement("Allow", SNS, condition))).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'StringNotEquals': {'aws:SourceAccount': '111122223333'}} | false",
        "{'StringNotEqualsIfExists': {'aws:SourceAccount': '111122223333'}} | false",
        "{'StringEquals': {'aws:SourceAccount': '444455556666'}} | true",
        "{'StringNotEquals': {'aws:SourceAccount': '111122223333'},"
            + " 'Bool': {'aws:SecureTransport': 'false'}} | true",
      })
  void lint_serviceBesideDeny_isFoundUnlessStrangersAreDenied(String condition, boolean found) {
    String allow = statement("Allow", SNS, "{}");

    assertThat(isFound(allow + ", " + statement("Deny", SNS, condition))).isEqualTo(found);
    assertThat(isFound(allow + ", " + statement("Deny", "\"*\"", condition))).isEqualTo(found);
    assertThat(isFound(allow + ", " + statement("Deny", SNS.replace("sns", "sqs"), condition)))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'Bool': {'aws:PrincipalIsAWSService': 'true'}} | true",
        "{'StringEquals': {'aws:PrincipalServiceName': 'sns.amazonaws.com'}} | true",
        "{'Bool': {'aws:PrincipalIsAWSService': 'true'},"
            + " 'StringEquals': {'aws:SourceAccount': '111122223333'}} | false",
        "{'StringEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}} | false",
        "{'StringEquals': {'kms:CallerAccount': '111122223333'}} | false",
        "{'IpAddress': {'aws:SourceIp': '192.0.2.0/24'}} | false",
      })
  void lint_everybodyThatIsAService_isFoundIfStrangersSatisfyIt(String condition, boolean found) {
    assertThat(isFound(statement("Allow", "\"*\"", condition))).isEqualTo(found);
  }

  /** A pattern of accounts admits accounts of others, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'StringLike': {'aws:SourceAccount': '1111*'}} | 111100000000",
        "{'StringLike': {'aws:SourceAccount': '11112222333?'}} | 111122223330",
        "{'ArnLike': {'aws:SourceArn': 'arn:aws:sns:*:1111*:*'}} | 111100000000",
        "{'StringLike': {'kms:EncryptionContext:aws:sns:topicArn': 'arn:aws:sns:*:*3333:*'}}"
            + " | 000000003333",
        "{'ArnLike': {'aws:SourceArn': 'arn:aws:sns:*:111122223333:*'}} |",
        "{'StringLike': {'aws:SourceAccount': '1111*'},"
            + " 'StringEquals': {'aws:SourceOrgID': 'o-exampleorgid'}} |",
      })
  void lint_patternOfAccounts_isFoundWithAnAccountThatItAdmits(String condition, String account) {
    assertThat(findings(statement("Allow", SNS, condition)))
        .extracting(Finding::message)
        .isEqualTo(
            account == null
                ? List.of()
                : List.of(
                    "`sns.amazonaws.com` may use the key for accounts that the condition does not"
                        + " name, such as `"
                        + account
                        + "`"));
  }

  /**
   * AWS documents the statements of Route 53 without a condition, and the condition as an option.
   */
  @Test
  void lint_signingOfRoute53_isANote() {
    assertThat(findings(statement("Allow", SNS.replace("sns", "dnssec-route53"), "{}")))
        .extracting(finding -> finding.severity().text())
        .containsExactly("info");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'StringEquals': {'aws:username': 'alice'}}",
        "{'Bool': {'aws:MultiFactorAuthPresent': 'true'}}",
        "{'NumericLessThan': {'aws:MultiFactorAuthAge': '300'}}",
        "{'StringEquals': {'aws:PrincipalTag/team': 'red'}}"
      })
  @DisplayName("4.13: a service has no keys of users, so it cannot use what needs them")
  void lint_serviceUnderAConditionOnUsers_isNotFound(String condition) {
    String both = "{\"Service\": \"sns.amazonaws.com\", \"AWS\": \"111122223333\"}";

    assertThat(isFound(statement("Allow", both, condition))).isFalse();
    assertThat(isFound(statement("Allow", both, "{'StringNotEquals': {'aws:username': 'bob'}}")))
        .isTrue();
  }

  @Test
  @DisplayName("5.14: a key policy lets no service retire grants")
  void lint_retireGrant_isNotFound() {
    String allow = statement("Allow", SNS, "{}").replace("GenerateDataKey", "RetireGrant");

    assertThat(isFound(allow)).isFalse();
  }

  private static String statement(String effect, String principal, String condition) {
    return "{\"Effect\": \""
        + effect
        + "\", \"Principal\": "
        + principal
        + ", \"Action\": \"kms:GenerateDataKey\", \"Resource\": \"*\", \"Condition\": "
        + condition.replace('\'', '"')
        + "}";
  }

  private static boolean isFound(String statements) {
    return !findings(statements).isEmpty();
  }

  private static List<Finding> findings(String statements) {
    List<Finding> findings =
        Lints.key(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\":"
                    + " \"kms:*\", \"Resource\": \"*\"}",
                statements));
    return findings.stream().filter(each -> each.rule() == LintRule.CONFUSED_DEPUTY).toList();
  }

  /** The note about one service does not stand for the risk of another one. */
  @Test
  void lint_severalServices_haveTheFindingOfTheGreatestRisk() {
    String services = "{\"Service\": [\"dnssec-route53.amazonaws.com\", \"sns.amazonaws.com\"]}";
    assertThat(Lints.key(RandomPolicies.policy(statement("Allow", services, "{}"))))
        .filteredOn(one -> one.rule() == LintRule.CONFUSED_DEPUTY)
        .extracting(one -> one.severity().text() + " " + one.message().substring(0, 19))
        .containsExactly("warning `sns.amazonaws.com`");
  }
}
