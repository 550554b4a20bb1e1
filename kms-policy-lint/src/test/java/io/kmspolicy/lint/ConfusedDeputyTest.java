package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rule {@code confused-deputy} reports a service principal whose condition holds when the
 * service works for a foreign account.
 */
final class ConfusedDeputyTest {

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
        "{'StringEqualsIfExists': {'aws:SourceAccount': '111122223333'}} | true",
        "{'ArnLike': {'aws:SourceArn': 'arn:aws:sns:*:*:*'}} | true",
        "{'StringLike': {'kms:EncryptionContext:aws:sns:topicArn': '*'}} | true",
        "{'Bool': {'aws:SecureTransport': 'true'}} | true",
        "{'StringNotEquals': {'aws:SourceAccount': '111122223333'}} | true"
      })
  void lint_serviceUnderCondition_isFoundIfStrangersSatisfyIt(String condition, boolean found) {
    List<Finding> findings =
        Lints.key(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\":"
                    + " \"kms:*\", \"Resource\": \"*\"}",
                "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"},"
                    + " \"Action\": \"kms:GenerateDataKey\", \"Resource\": \"*\", \"Condition\": "
                    + condition.replace('\'', '"')
                    + "}"));
    assertThat(findings.stream().anyMatch(each -> each.rule() == LintRule.CONFUSED_DEPUTY))
        .isEqualTo(found);
  }
}
