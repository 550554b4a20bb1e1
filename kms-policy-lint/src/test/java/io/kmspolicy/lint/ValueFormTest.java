package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.LintRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that the linter says a condition key never has is one that no request has. */
final class ValueFormTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StringEqualsIgnoreCase | kms:ViaService | S3.US-WEST-2.AMAZONAWS.COM | false",
        "StringEquals | kms:ViaService | S3.US-WEST-2.AMAZONAWS.COM | true",
        "StringEquals | kms:ViaService | s3.cn-north-1.amazonaws.com.cn | false",
        "StringEquals | kms:ViaService | s3.eusc-de-east-1.amazonaws.eu | false",
        "StringEquals | kms:ViaService | s3.amazonaws.com | true",
        "StringEqualsIgnoreCase | kms:RequestAlias | ALIAS/App | false",
        "StringEquals | kms:RequestAlias | ALIAS/App | true",
        "StringLike | kms:RequestAlias | alias?app | false",
        "StringLike | kms:RequestAlias | a*app | false",
        "StringLike | kms:RequestAlias | b?app | true",
        "StringEqualsIgnoreCase | aws:SourceVpce | VPCE-1234ABCD | false",
        "ArnLike | aws:PrincipalArn | arn:aws:iam::11112222333:role/App | true",
        "ArnLike | aws:PrincipalArn | arn:aws:iam::111122223333:roles/App | true",
        "ArnLike | aws:PrincipalArn | arn:aws:iam::111122223333:group/App | true",
        "ArnLike | aws:PrincipalArn | arn:aws:iam:us-west-2:111122223333:role/App | true",
        "ArnLike | aws:PrincipalArn | arn:aws:iam::*:roles/* | true",
        "StringLike | aws:PrincipalArn | arn:aws:iam::*:roles/App | false",
        "StringEquals | aws:PrincipalArn | arn:aws:iam::111122223333:root | false",
        "ArnLike | aws:PrincipalArn | arn:aws:iam::111122223333:r* | false",
        "ArnLike | aws:PrincipalArn | arn:*:iam::????????????:*/App | false",
        "ArnLike | aws:PrincipalArn | arn:aws:sts::111122223333:federated-user/App | false",
        "IpAddress | aws:SourceIp | 10.0.0.0/8 | true",
        "IpAddress | aws:SourceIp | 10.1.2.3 | true",
        "IpAddress | aws:SourceIp | 10.0.0.0/7 | false",
        "IpAddress | aws:SourceIp | 172.16.0.0/12 | true",
        "IpAddress | aws:SourceIp | 172.16.0.0/11 | false",
        "IpAddress | aws:SourceIp | 192.168.0.0/15 | false",
        "IpAddress | aws:SourceIp | 100.64.0.0/10 | true",
      })
  void lint_valueOfAKey_isFoundIfNoRequestHasIt(
      String operator, String key, String value, boolean found) {
    String policy =
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\":"
                + " \"arn:aws:kms:us-west-2:111122223333:key/*\", \"Condition\": {\""
                + operator
                + "\": {\""
                + key
                + "\": \""
                + value
                + "\"}}}");

    assertThat(
            Lints.identity(policy).stream()
                .filter(
                    one -> one.rule() == LintRule.VALUE_FORM || one.rule() == LintRule.VIA_SERVICE)
                .filter(
                    one ->
                        one.message().contains("never has") || one.message().contains("have no")))
        .hasSize(found ? 1 : 0);
  }
}
