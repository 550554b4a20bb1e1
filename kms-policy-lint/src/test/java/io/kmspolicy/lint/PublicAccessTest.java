package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rule {@code wildcard-principal} reports an Allow for everybody unless it is proven that the
 * conditions of the policy let in no caller of a foreign account and organization.
 */
final class PublicAccessTest {

  private static Optional<Finding> finding(String condition) {
    List<Finding> findings =
        Lints.key(
            """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*",
               "Resource": "*"},
              {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*",
               "Condition": %s}]}
            """
                .formatted(condition.replace('\'', '"')));
    return findings.stream()
        .filter(finding -> finding.rule() == LintRule.WILDCARD_PRINCIPAL)
        .findFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'StringEqualsIfExists': {'aws:PrincipalOrgID': 'o-exampleorgid'}}",
        "{'Null': {'aws:PrincipalOrgID': 'true'}}",
        "{'StringLike': {'aws:PrincipalOrgID': 'o-*'}}",
        "{'StringLike': {'aws:SourceVpce': 'vpce-*'}}",
        "{'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::*:role/App'}}",
        "{'StringLike': {'aws:userid': '*:session'}}",
        "{'ForAllValues:StringEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}}",
        "{'ForAllValues:StringLike': {'aws:PrincipalOrgPaths': 'o-exampleorgid/*'}}",
        "{'StringLike': {'aws:PrincipalArn': '*:role/App'}}",
        "{'StringNotEquals': {'aws:PrincipalAccount': '111122223333'}}",
        "{'StringLike': {'aws:PrincipalOrgID': 'o-*'}}",
        "{'StringEquals': {'aws:PrincipalTag/team': 'a'}}",
        "{'StringEquals': {'aws:username': 'admin'}}",
        "{'StringEqualsIfExists': {'aws:SourceVpce': 'vpce-1a2b3c4d'}}",
        "{'StringNotEquals': {'aws:SourceVpce': 'vpce-1a2b3c4d'}}",
        "{'IpAddress': {'aws:SourceIp': '0.0.0.0/0'}}",
        "{'IpAddress': {'aws:SourceIp': '0.0.0.0/1'}}",
        "{'NotIpAddress': {'aws:SourceIp': '0.0.0.0/0'}}",
        "{'StringEquals': {'aws:ResourceOrgID': 'o-exampleorgid'}}",
        "{'StringEquals': {'aws:ResourceAccount': '111122223333'}}",
        "{'StringEqualsIfExists': {'aws:PrincipalOrgID': '${aws:ResourceOrgID}'}}",
        "{'StringNotEquals': {'aws:ResourceOrgID': '${aws:PrincipalOrgID}'}}",
        "{'StringEqualsIfExists': {'aws:SourceAccount': '111122223333'}}",
        "{'StringEquals': {'kms:ViaService': 's3.us-west-2.amazonaws.com'}}",
        "{'Bool': {'aws:SecureTransport': 'true'}}",
        "{'ArnLikeIfExists': {'lambda:SourceFunctionArn':"
            + " 'arn:aws:lambda:us-west-2:111122223333:function:f'}}",
        "{'ArnLike': {'lambda:SourceFunctionArn': 'arn:aws:lambda:us-west-2:*:function:f'}}"
      })
  void lint_conditionOfStrangers_isPublic(String condition) {
    assertThat(finding(condition)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'StringEquals': {'aws:ResourceOrgID': '${aws:PrincipalOrgID}'}}",
        "{'StringEquals': {'aws:PrincipalOrgID': '${aws:ResourceOrgID}'}}",
        "{'StringEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}}",
        "{'StringEquals': {'aws:PrincipalOrgID': 'o-*'}}",
        "{'StringEquals': {'aws:SourceVpce': 'vpce-*'}}",
        "{'StringEquals': {'aws:PrincipalOrgID': 'our-organization'}}",
        "{'StringEquals': {'aws:PrincipalOrgID': '*'}}",
        "{'StringEquals': {'aws:SourceVpce': 'endpoint'}}",
        "{'ForAnyValue:StringLike': {'aws:PrincipalOrgPaths': 'o-exampleorgid/*'}}",
        "{'StringEquals': {'kms:CallerAccount': '111122223333'}}",
        "{'StringEquals': {'aws:PrincipalAccount': '${aws:ResourceAccount}'}}",
        "{'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*'}}",
        "{'StringLike': {'aws:userid': 'AROACKCEVSQ6C2EXAMPLE:*'}}",
        "{'StringEquals': {'aws:SourceVpce': 'vpce-1a2b3c4d'}}",
        "{'IpAddress': {'aws:SourceIp': '203.0.113.0/24'}}",
        "{'StringEquals': {'aws:SourceAccount': '111122223333'}}",
        "{'Bool': {'aws:PrincipalIsAWSService': 'true'}}",
        "{'Null': {'aws:PrincipalOrgID': 'true'}, 'StringEquals': {'kms:CallerAccount':"
            + " '111122223333'}}",
        "{'ArnLike': {'lambda:SourceFunctionArn':"
            + " 'arn:aws:lambda:us-west-2:111122223333:function:f'}}"
      })
  void lint_conditionOfKnownAccounts_isPrivate(String condition) {
    assertThat(finding(condition)).isEmpty();
  }

  @ParameterizedTest(name = "public: {0}")
  @ValueSource(
      strings = {
        "{'StringEqualsIfExists': {'aws:PrincipalOrgID': 'o-exampleorgid'}}",
        "{'Null': {'aws:PrincipalOrgID': 'true'}}",
        "{'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::*:role/App'}}",
        "{'StringLike': {'aws:userid': '*:session'}}",
        "{'ForAllValues:StringEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}}",
        "{'ForAllValues:StringEquals': {'aws:PrincipalOrgPaths': 'o-exampleorgid/r-1/'}}",
        "{'ForAllValues:StringLike': {'aws:PrincipalOrgPaths': 'o-exampleorgid/*'}}"
      })
  void lint_idiomThatLooksPrivate_isAnErrorByProof(String condition) {
    assertThat(finding(condition)).map(Finding::severity).contains(Severity.ERROR);
  }

  @ParameterizedTest(name = "private: {0}")
  @ValueSource(
      strings = {
        "{'StringEquals': {'aws:ResourceOrgID': '${aws:PrincipalOrgID}'}}",
        "{'StringEquals': {'aws:PrincipalOrgID': '${aws:ResourceOrgID}'}}"
      })
  void lint_ownOrganization_hasNoFinding(String condition) {
    assertThat(finding(condition)).isEmpty();
  }

  private static Optional<Finding> withDeny(String deny) {
    return Lints.key(
            """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*",
               "Resource": "*"},
              {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"},
              {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*",
               "Condition": %s}]}
            """
                .formatted(deny.replace('\'', '"')))
        .stream()
        .filter(finding -> finding.rule() == LintRule.WILDCARD_PRINCIPAL)
        .findFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'StringNotEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}} | false",
        "{'StringNotEqualsIfExists': {'aws:PrincipalOrgID': 'o-exampleorgid'}} | false",
        "{'StringNotEquals': {'kms:CallerAccount': '111122223333'}} | false",
        "{'Null': {'aws:PrincipalOrgID': 'true'}} | true",
        "{'ForAnyValue:StringNotEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}} | true",
        "{'StringNotEquals': {'aws:PrincipalTag/team': 'a'}} | true"
      })
  void lint_denyBesideTheAllow_countsToo(String deny, boolean isPublic) {
    assertThat(withDeny(deny).isPresent()).isEqualTo(isPublic);
  }

  @Test
  void lint_conditionThatDividesUnnamedAccounts_isAWarningThatSaysSo() {
    assertThat(finding("{'StringLike': {'aws:PrincipalArn': 'arn:aws:iam::1111*:role/App'}}"))
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.WARNING);
              assertThat(finding.message()).startsWith("it is not decided whether principals");
            });
  }

  @Test
  void lint_otherPartition_isReadFromThePolicy() {
    assertThat(finding("{'ArnLike': {'aws:PrincipalArn': 'arn:aws-us-gov:iam::*:role/App'}}"))
        .map(Finding::severity)
        .contains(Severity.ERROR);
  }

  @Test
  void lint_conditionThatSomeStrangerSatisfies_isAnError() {
    assertThat(finding("{'Null': {'aws:PrincipalOrgID': 'true'}}"))
        .map(Finding::severity)
        .contains(Severity.ERROR);
    assertThat(finding("{'StringEquals': {'aws:PrincipalTag/team': 'a'}}"))
        .map(Finding::severity)
        .contains(Severity.ERROR);
  }

  private static final String ONE =
      "'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'";
  private static final String OTHER =
      "'arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321'";

  private static List<LintRule> rules(String allowed, String denied) {
    String policy =
        "{'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': '*', 'Action':"
            + " 'kms:Decrypt', %s}, {'Effect': 'Deny', 'Principal': '*', 'Action': 'kms:Decrypt',"
            + " %s}]}";
    return Lints.key(policy.formatted(allowed, denied).replace('\'', '"')).stream()
        .map(Finding::rule)
        .toList();
  }

  @Test
  @DisplayName("the key of a policy may be each that the Allow is about, and none that it excludes")
  void lint_keysOfTheStatement_areAllConsidered() {
    String noDeny = "'Resource': 'arn:aws:s3:::bucket'";

    assertThat(rules("'NotResource': " + ONE, noDeny)).contains(LintRule.WILDCARD_PRINCIPAL);
    assertThat(rules("'Resource': [" + ONE + ", " + OTHER + "]", "'Resource': " + ONE))
        .contains(LintRule.WILDCARD_PRINCIPAL);
    assertThat(rules("'Resource': [" + ONE + ", '*']", "'Resource': " + ONE))
        .contains(LintRule.WILDCARD_PRINCIPAL);
    assertThat(rules("'Resource': " + ONE, "'Resource': [" + OTHER + ", " + ONE + "]"))
        .doesNotContain(LintRule.WILDCARD_PRINCIPAL);
  }
}
