package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions on keys that a service never sends, and services of another Region than the keys. */
final class NeverSentTest {

  private static final String ACCOUNT =
      "{\"StringEquals\": {\"aws:SourceAccount\": \"111122223333\"}}";

  private static String statement(String service, String condition) {
    return "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \""
        + service
        + ".amazonaws.com\"}, \"Action\": [\"kms:GenerateDataKey*\", \"kms:Decrypt\"],"
        + " \"Resource\": \"*\", \"Condition\": "
        + condition
        + "}";
  }

  private static List<Finding> findings(LintRule rule, String... statements) {
    return Lints.key(
            "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}")
        .stream()
        .filter(finding -> finding.rule() == rule)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"StringEquals\": {\"aws:SourceAccount\": \"111122223333\"}}",
        "{\"ArnLike\": {\"AWS:SourceArn\": \"arn:aws:events:*:111122223333:rule/*\"}}",
        "{\"StringEquals\": {\"aws:SourceOrgID\": \"o-a1b2c3d4e5\"}}",
        "{\"Null\": {\"aws:SourceArn\": \"false\"}}"
      })
  void lint_conditionThatEventBridgeNeverSends_isAFinding(String condition) {
    List<Finding> found = findings(LintRule.SERVICE_NEVER_SENDS, statement("events", condition));

    assertThat(found).hasSize(1);
    assertThat(found.get(0).message()).startsWith("that an EventBridge rule publishes to ");
    assertThat(found.get(0).fix())
        .startsWith("as the page says, ")
        .contains("the policy of the topic")
        .endsWith("(https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html)");
  }

  @ParameterizedTest
  @DisplayName("No finding where the key may be absent, for another service, and for another use")
  @ValueSource(
      strings = {
        "{\"StringEqualsIfExists\": {\"aws:SourceAccount\": \"111122223333\"}}",
        "{\"StringNotEquals\": {\"aws:SourceAccount\": \"444455556666\"}}",
        "{\"StringEquals\": {\"aws:SourceAccount\": \"111122223333\","
            + " \"kms:EncryptionContext:aws:sqs:arn\":"
            + " \"arn:aws:sqs:us-west-2:111122223333:queue\"}}"
      })
  void lint_conditionThatMayHold_isNoFinding(String condition) {
    assertThat(findings(LintRule.SERVICE_NEVER_SENDS, statement("events", condition))).isEmpty();
  }

  @Test
  void lint_otherServiceOrOtherStatement_isNoFinding() {
    String limited = statement("events", ACCOUNT);
    String topics =
        statement(
            "events",
            "{\"ArnLike\": {\"kms:EncryptionContext:aws:sns:topicArn\":"
                + " \"arn:aws:sns:us-west-2:111122223333:*\"}}");

    assertThat(findings(LintRule.SERVICE_NEVER_SENDS, statement("cloudwatch", ACCOUNT))).isEmpty();
    assertThat(findings(LintRule.SERVICE_NEVER_SENDS, limited, topics)).isEmpty();
  }

  @Test
  @DisplayName("confused-deputy proposes no condition that the service never sends")
  void lint_eventBridgeWithoutCondition_isToldToUseTheEncryptionContext() {
    List<Finding> found = findings(LintRule.CONFUSED_DEPUTY, statement("events", "{}"));

    assertThat(found).hasSize(1);
    assertThat(found.get(0).fix())
        .startsWith("add a condition on the encryption context")
        .endsWith("have no `aws:SourceArn` and no `aws:SourceAccount`");
  }

  @ParameterizedTest
  @DisplayName("No finding where a Region is not written, or one of the values fits")
  @ValueSource(
      strings = {
        "\"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"kms:ViaService\":"
            + " \"s3.us-east-1.amazonaws.com\"}}",
        "\"Resource\": \"arn:aws:kms:*:111122223333:key/*\", \"Condition\": {\"StringEquals\":"
            + " {\"kms:ViaService\": \"s3.us-east-1.amazonaws.com\"}}",
        "\"Resource\": \"arn:aws:kms:us-west-2:111122223333:key/*\", \"Condition\":"
            + " {\"StringEquals\": {\"kms:ViaService\": [\"s3.us-east-1.amazonaws.com\","
            + " \"s3.us-west-2.amazonaws.com\"]}}",
        "\"Resource\": \"arn:aws:kms:us-west-2:111122223333:key/*\", \"Condition\":"
            + " {\"StringLike\": {\"kms:ViaService\": \"s3.*.amazonaws.com\"}}",
        "\"Resource\": \"arn:aws:kms:us-west-2:111122223333:key/*\", \"Condition\":"
            + " {\"StringNotEquals\": {\"kms:ViaService\": \"s3.us-east-1.amazonaws.com\"}}"
      })
  void lint_viaServiceThatMayFit_isNoFinding(String elements) {
    assertThat(
            Lints.identity(
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\","
                    + " \"Action\": \"kms:Decrypt\", "
                    + elements
                    + "}}"))
        .noneMatch(finding -> finding.rule() == LintRule.VIA_SERVICE_REGION);
  }
}
