package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rule {@code never-matches} and lockout findings: conditions that contradict each other, and
 * similar conditions that do not.
 */
final class NeverTest {

  private static boolean isNever(String condition) {
    return Lints.identity(
            """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt",
             "Resource": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
             "Condition": %s}]}
            """
                .formatted(condition.replace('\'', '"')))
        .stream()
        .anyMatch(finding -> finding.rule() == LintRule.NEVER_MATCHES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'StringEquals': {'aws:username': 'a'}, 'StringLike': {'aws:username': 'b*'}}",
        "{'StringLike': {'aws:username': 'a?b'}, 'StringLikeIfExists': {'aws:username': 'ab'}}",
        "{'Null': {'aws:username': 'true'}, 'StringEquals': {'aws:username': 'a'}}",
        "{'Null': {'aws:username': 'false'}, 'StringNotLike': {'aws:username': '*'}}",
        "{'Null': {'aws:username': 'false'}, 'StringNotEquals': {'aws:username':"
            + " '${aws:username}'}}",
        "{'Null': {'aws:SourceIp': 'false'}, 'NotIpAddress': {'aws:SourceIp': ['0.0.0.0/0',"
            + " '::/0']}}",
        "{'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}, 'IpAddressIfExists': {'aws:SourceIp':"
            + " '192.168.0.0/16'}}",
        "{'DateLessThan': {'aws:CurrentTime': '2020-01-01T00:00:00Z'}, 'DateGreaterThan':"
            + " {'aws:CurrentTime': '2030-01-01T00:00:00Z'}}",
        "{'Bool': {'aws:SecureTransport': 'true'}, 'BoolIfExists': {'aws:SecureTransport':"
            + " 'false'}}",
        "{'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*'}, 'ArnNotLike':"
            + " {'aws:PrincipalArn': 'arn:aws:iam::*:role/*'}}",
        "{'ForAllValues:StringEquals': {'kms:EncryptionContextKeys': 'a'},"
            + " 'ForAnyValue:StringNotEquals': {'kms:EncryptionContextKeys': 'a'}}",
        "{'StringLike': {'aws:username': '${*}'}, 'StringEquals': {'aws:username': 'a'}}"
      })
  void lint_contradiction_isFound(String condition) {
    assertThat(isNever(condition)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Both conditions hold without the key.
        "{'StringEqualsIfExists': {'aws:username': 'a'}, 'StringLikeIfExists': {'aws:username':"
            + " 'b*'}}",
        "{'Null': {'aws:username': 'true'}, 'StringNotEquals': {'aws:username': 'a'}}",
        "{'ForAllValues:StringEquals': {'kms:EncryptionContextKeys': 'a'},"
            + " 'ForAllValues:StringNotEquals': {'kms:EncryptionContextKeys': 'a'}}",
        // One value satisfies both conditions.
        "{'StringLike': {'aws:username': 'a*b'}, 'StringLikeIfExists': {'aws:username': 'ab?'}}",
        "{'StringEqualsIgnoreCase': {'aws:username': 'BOB'}, 'StringNotEquals': {'aws:username':"
            + " 'BOB'}}",
        "{'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}, 'NotIpAddress': {'aws:SourceIp':"
            + " '10.0.0.0/9'}}",
        "{'NumericLessThan': {'aws:MultiFactorAuthAge': '5'}, 'NumericGreaterThan':"
            + " {'aws:MultiFactorAuthAge': '4'}}",
        "{'Bool': {'aws:SecureTransport': ['true', 'false']}}",
        // Two values satisfy both conditions together.
        "{'ForAnyValue:StringEquals': {'kms:EncryptionContextKeys': 'a'},"
            + " 'ForAnyValue:StringLike': {'kms:EncryptionContextKeys': 'b*'}}",
        // IPv6 addresses satisfy both conditions.
        "{'Null': {'aws:SourceIp': 'false'}, 'NotIpAddress': {'aws:SourceIp': '0.0.0.0/0'}}",
        // The variable can have any value or its default.
        "{'StringEquals': {'aws:username': '${aws:PrincipalTag/u}'}, 'StringNotEquals':"
            + " {'aws:PrincipalTag/u': 'bob'}}",
        "{'StringEquals': {'aws:username': \"${aws:PrincipalTag/u, 'x'}\"}, 'Null':"
            + " {'aws:PrincipalTag/u': 'true'}}",
      })
  void lint_noContradiction_hasNoFinding(String condition) {
    assertThat(isNever(condition)).isFalse();
  }

  @Test
  @DisplayName("Rule 3.2: a request can have two pairs whose names differ only in case")
  void lint_pairsThatDifferInCase_haveNoFinding() {
    assertThat(
            isNever(
                "{'StringEquals': {'kms:EncryptionContext:App': 'a', 'kms:EncryptionContext:app':"
                    + " 'b'}}"))
        .isFalse();
    assertThat(
            isNever(
                "{'StringEquals': {'kms:encryptioncontext:app': 'a'}, 'StringLike':"
                    + " {'kms:EncryptionContext:app': 'b'}}"))
        .isTrue();
    assertThat(
            Lints.key(
                """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*",
                   "Resource": "*"},
                  {"Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*",
                   "Condition": {"StringNotEquals": {"kms:EncryptionContext:App": "b"}}},
                  {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/A"},
                   "Action": "kms:Decrypt", "Resource": "*",
                   "Condition": {"StringEquals": {"kms:EncryptionContext:app": "a"}}}]}
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws-us-gov:iam::111122223333:root, false",
    "arn:aws-cn:iam::111122223333:root, false",
    "arn:aws-us-gov:iam::111122223333:role/Admin, false",
    "arn:aws:iam::111122223333:role/team/Admin, false",
    "arn:aws:sts::111122223333:assumed-role/Admin/joe, false",
    "arn:aws:sts::111122223333:federated-user/joe, false",
    "AIDACKCEVSQ6C2EXAMPLE, true"
  })
  void lint_onlyPrincipal_isLockedOutIfItMatchesNobody(String principal, boolean locked) {
    List<Finding> findings =
        Lints.key(
            """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:*", "Resource": "*"}]}
            """
                .formatted(principal));
    assertThat(findings.stream().anyMatch(finding -> finding.rule() == LintRule.LOCKOUT))
        .isEqualTo(locked);
  }

  @Test
  void lint_everybodyUnderCondition_isNotLockedOut() {
    for (String condition :
        List.of(
            "\"StringEquals\": {\"kms:CallerAccount\": \"111122223333\"}",
            "\"ArnLike\": {\"aws:PrincipalArn\": \"arn:aws-us-gov:iam::111122223333:role/Admin\"}",
            "\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-exampleorgid\"}")) {
      assertThat(
              Lints.key(
                  """
                  {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*",
                     "Condition": {%s}}]}
                  """
                      .formatted(condition)))
          .extracting(Finding::rule)
          .doesNotContain(LintRule.LOCKOUT);
    }
  }

  @Test
  void lint_everyServiceAndNobodyElse_isAWarning() {
    assertThat(
            Lints.key(
                """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*",
                   "Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}}]}
                """))
        .filteredOn(finding -> finding.rule() == LintRule.LOCKOUT)
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
  }
}
