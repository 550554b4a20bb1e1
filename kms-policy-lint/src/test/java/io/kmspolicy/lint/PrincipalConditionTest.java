package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Conditions of a key policy about the caller, beside the principals that the statement names: what
 * the linter says holds for every request of these principals (rules 4.13, 4.15).
 */
final class PrincipalConditionTest {

  private static final String ROLE = "{'AWS': 'arn:aws:iam::111122223333:role/App'}";
  private static final String USER = "{'AWS': 'arn:aws:iam::111122223333:user/alice'}";
  private static final String SESSION = "{'AWS': 'arn:aws:sts::111122223333:assumed-role/App/s'}";
  private static final String ACCOUNT = "{'AWS': 'arn:aws:iam::111122223333:root'}";
  private static final String SNS = "{'Service': 'sns.amazonaws.com'}";

  private static String principal(String name) {
    return switch (name) {
      case "role" -> ROLE;
      case "user" -> USER;
      case "session" -> SESSION;
      case "account" -> ACCOUNT;
      case "role+account" -> "{'AWS': ['111122223333', 'arn:aws:iam::111122223333:role/App']}";
      case "sns" -> SNS;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static List<Finding> findings(String effect, String principal, String condition) {
    return Lints.key(
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\":"
                + " \"kms:*\", \"Resource\": \"*\"}",
            "{\"Effect\": \""
                + effect
                + "\", \"Principal\": "
                + principal(principal).replace('\'', '"')
                + ", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\": "
                + condition.replace('\'', '"')
                + "}"));
  }

  private static String rules(List<Finding> findings) {
    return findings.stream()
        .filter(
            one ->
                one.rule() == LintRule.NEVER_MATCHES
                    || one.rule() == LintRule.KEY_NOT_FOR_PRINCIPAL)
        .map(one -> one.severity().text() + " " + one.rule().id())
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "role | {'ArnEquals': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/Other'}}",
        "role | {'ArnNotLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/A*'}}",
        "role | {'StringEquals': {'aws:PrincipalAccount': '444455556666'}}",
        "role | {'StringEquals': {'kms:CallerAccount': '444455556666'}}",
        "session | {'StringEquals': {'aws:PrincipalAccount': '444455556666'}}",
        "user | {'StringEquals': {'aws:PrincipalAccount': '444455556666'}}",
        "user | {'StringEquals': {'aws:username': 'bob'}}",
        "user | {'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/bob'}}",
        "user | {'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/team/*'}}",
        "user | {'StringLike': {'aws:PrincipalArn': 'arn:aws:iam::*:role/*'}}",
        "sns | {'StringEquals': {'aws:PrincipalServiceName': 'sqs.amazonaws.com'}}",
        "role | {'Bool': {'aws:PrincipalIsAWSService': 'true'}}",
        "role | {'StringEquals': {'aws:PrincipalServiceName': 'sns.amazonaws.com'}}",
        "sns | {'Bool': {'aws:PrincipalIsAWSService': 'false'}}",
      })
  void lint_conditionThatThePrincipalsNeverSatisfy_isFound(String principal, String condition) {
    assertThat(rules(findings("Allow", principal, condition))).isEqualTo("error never-matches");
    assertThat(rules(findings("Deny", principal, condition))).isEqualTo("error never-matches");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "role | {'ArnEquals': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/App'}}",
        "role | {'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*'}}",
        "session | {'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::*:role/team/App'}}",
        "user | {'StringEquals': {'aws:username': 'alice'}}",
        "user | {'StringLike': {'aws:username': 'a*'}}",
        "user | {'StringNotEquals': {'aws:username': 'alice'}}",
        "user | {'Null': {'aws:username': 'true'}}",
        "user | {'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/*'}}",
        "user | {'ArnLike': {'aws:PrincipalArn': 'arn:aws:sts::*:federated-user/x'}}",
        "sns | {'StringEquals': {'aws:PrincipalServiceName': 'sns.us-west-2.amazonaws.com'}}",
        "account | {'StringEquals': {'aws:username': 'alice'}}",
        "role+account | {'ArnEquals': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/Ot'}}",
        "role | {'StringEquals': {'aws:PrincipalAccount': '111122223333'}}",
        "role | {'StringNotEquals': {'aws:PrincipalAccount': '444455556666'}}",
        "role | {'Bool': {'aws:PrincipalIsAWSService': 'false'}}",
        "sns | {'Bool': {'aws:PrincipalIsAWSService': 'true'}}",
        "sns | {'StringEquals': {'aws:PrincipalServiceName': 'sns.amazonaws.com'}}",
      })
  void lint_conditionThatThePrincipalsCanSatisfy_hasNoFinding(String principal, String condition) {
    assertThat(rules(findings("Allow", principal, condition))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Allow | role | StringEquals | error key-not-for-principal",
        "Allow | session | StringLike | error key-not-for-principal",
        "Allow | role | StringNotEquals | warning key-not-for-principal",
        "Deny | role | StringNotEquals | warning key-not-for-principal",
        "Allow | sns | StringEquals | error key-not-for-principal",
        "Allow | user | StringEquals |",
        "Allow | role+account | StringEquals |",
      })
  void lint_nameOfAUser_isFoundWhereOnlyRolesOrServicesAreNamed(
      String effect, String principal, String operator, String expected) {
    assertThat(
            rules(findings(effect, principal, "{'" + operator + "': {'aws:username': 'alice'}}")))
        .isEqualTo(expected == null ? "" : expected);
  }

  /** A variable without a value equals nothing (rule 2.12), and only users have a name. */
  @Test
  void lint_variableWithTheNameOfAUser_isFoundForRoles() {
    String condition = "{'StringEquals': {'kms:EncryptionContext:user': '${aws:username}'}}";
    assertThat(rules(findings("Allow", "role", condition))).isEqualTo("error never-matches");
    assertThat(rules(findings("Allow", "user", condition))).isEmpty();
  }

  /** AWS does not say whether calls that a service makes for itself have {@code aws:SourceIp}. */
  @Test
  void lint_addressOfAService_isNoClaim() {
    assertThat(rules(findings("Allow", "sns", "{'IpAddress': {'aws:SourceIp': '203.0.113.0/24'}}")))
        .isEmpty();
  }

  /** Beside the ARN of a role, a session is a mistake that leaves the statement in effect. */
  @Test
  void lint_sessionBesideRoleInPrincipalArn_isAWarningThatHidesNoRisk() {
    List<Finding> findings =
        Lints.key(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\":"
                    + " \"kms:*\", \"Resource\": \"*\"}",
                "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\","
                    + " \"Resource\": \"*\", \"Condition\": {\"ArnLike\": {\"aws:PrincipalArn\":"
                    + " [\"arn:aws:sts::111122223333:assumed-role/App/s\","
                    + " \"arn:aws:iam::*:role/*\"]}}}"));
    assertThat(rules(findings)).isEqualTo("warning key-not-for-principal");
    assertThat(findings).extracting(Finding::rule).contains(LintRule.WILDCARD_PRINCIPAL);
  }

  /** One cause has one finding, and that is as certain as the cause. */
  @Test
  void lint_viaServiceOfAService_isFoundOnce() {
    assertThat(
            findings(
                "Allow",
                "sns",
                "{'StringEquals': {'kms:ViaService': 'sns.us-west-2.amazonaws.com'}}"))
        .extracting(Finding::rule)
        .containsExactly(LintRule.VIA_SERVICE);
  }
}
