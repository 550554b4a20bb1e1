package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resource patterns that look like those of keys and match none. */
final class ResourcePatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arn:aws:kms:us-west-2:key/1234abcd-12ab-34cd-56ef-1234567890ab|resource-matches-nothing",
        "arn:aws:kms:us-west-2:key/*|resource-matches-nothing",
        "arn:aws:kms:111122223333:key/*|resource-matches-nothing",
        "arn:aws:kms:us-*-2:key/*|resource-matches-nothing",
        "arn:aws:kms::111122223333:key/*|resource-matches-nothing",
        "arn:*:kms::*:alias/*|resource-matches-nothing",
        "arn:aws:kms::111122223333:*|",
        "arn:aws:kms:us-gov-*:111122223333:key/*|unknown-region",
        "arn:aws:kms:us-iso*:111122223333:key/*|unknown-region",
        "arn:aws:kms:us-wset-*:111122223333:key/*|unknown-region",
        "arn:aws:kms:us-west-?:111122223333:key/*|",
        "arn:aws-us-gov:kms:us-gov-*:111122223333:key/*|",
        "arn:*:kms:us-gov-*:111122223333:key/*|",
        "arn:aws:kms:*:111122223333:key/*|",
        "arn:aws:dynamodb:*|resource-matches-nothing",
        "arn:aws:kms:us-west-2:1111*|",
        "arn:aws:kms:us-west-2*|",
        "arn:aws:kms:us-west-2:111122223333:*:key/*|resource-matches-nothing",
        "arn:aws:kms:us-west-2:111122223333:key/alias/app|resource-matches-nothing",
        "arn:aws:kms:*:${aws:PrincipalAccount}:key/*|resource-matches-nothing",
        "arn:aws:kms:${aws:RequestedRegion}:111122223333:key/*|resource-matches-nothing",
        "arn:aws:kms:*:111122223333:key/${aws:PrincipalTag/key}|",
        "arn:aws:KMS:us-west-2:111122223333:key/*|resource-matches-nothing",
        "ARN:aws:kms:us-west-2:111122223333:key/*|resource-matches-nothing",
        "arn:aws:*:us-west-2:111122223333:key/*|resource-matches-nothing",
        "arn:aws:kms:us-west-2:111122223333:key/1234abcd|resource-matches-nothing",
        "arn:aws:kms:us-west-2:111122223333:key/1234ABCD-12ab-34cd-56ef-1234567890ab"
            + "|resource-matches-nothing",
        "arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd-12ab-34cd-56ef-1234567890ab"
            + "|resource-matches-nothing",
        "arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab|",
        "arn:aws:kms:us-west-2:111122223333:key/1234abcd*|",
        "arn:aws:kms:us-west-2:111122223333:key/????abcd|",
      })
  void lint_pattern_isReportedIfItMatchesNothing(String pattern, String rule) {
    String found =
        Lints.identity(
                RandomPolicies.policy(
                    "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \""
                        + pattern
                        + "\"}"))
            .stream()
            .map(Finding::rule)
            .map(one -> one.id())
            .filter(id -> id.equals("resource-matches-nothing") || id.equals("unknown-region"))
            .collect(Collectors.joining());

    assertThat(found).isEqualTo(rule == null ? "" : rule);
  }

  /** In a key policy the ARNs of the encrypted data are a common mistake. */
  @ParameterizedTest
  @ValueSource(strings = {"arn:aws:dynamodb:*", "arn:aws:s3:::bucket/*"})
  void lint_otherServiceInAKeyPolicy_isAnsweredWithTheStar(String resource) {
    List<Finding> found =
        Lints.key(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\":"
                    + " \"arn:aws:iam::111122223333:root\"}, \"Action\": \"kms:*\","
                    + " \"Resource\": \""
                    + resource
                    + "\"}"));

    assertThat(found)
        .filteredOn(one -> one.rule() == LintRule.RESOURCE_MATCHES_NOTHING)
        .singleElement()
        .satisfies(
            one -> assertThat(one.fix()).contains("`\"Resource\": \"*\"`, which means this key"));
  }

  /** What AWS does with these patterns is open (rules 2.3, 2.4, 2.10), so no finding claims it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arn:aws:kms:*:${aws:PrincipalAccount}:key/*"
            + "|AWS documents policy variables after the fifth colon of an ARN only",
        "arn:aws:KMS:us-west-2:111122223333:key/*"
            + "|AWS does not document whether the case of letters counts before the fifth colon of"
            + " an ARN",
        "arn:aws:km?:us-west-2:111122223333:key/*"
            + "|AWS documents no wildcard for the service in an ARN",
        "arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd"
            + "|the key ids that AWS documents are UUIDs in lower case, or `mrk-` and 32"
            + " hexadecimal digits",
      })
  void lint_patternThatAwsDoesNotSettle_isAWarningThatSaysItIsOpen(String pattern, String why) {
    for (String element : List.of("Resource", "NotResource")) {
      assertThat(
              Lints.identity(
                  RandomPolicies.policy(
                      "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \""
                          + element
                          + "\": \""
                          + pattern
                          + "\"}")))
          .filteredOn(one -> one.rule() == LintRule.RESOURCE_MATCHES_NOTHING)
          .extracting(one -> one.severity().text() + ": " + one.message())
          .containsExactly(
              "warning: " + why + "; whether `" + pattern + "` matches a key is not documented");
    }
  }

  /** STS refuses a session policy with an incomplete ARN; IAM pads one (rule 2.5). */
  @ParameterizedTest
  @CsvSource({
    "SESSION, arn:aws:kms:*, warning",
    "SESSION, arn:aws:kms:*:*:key/*, ''",
    "SESSION, *, ''",
    "IDENTITY, arn:aws:kms:*, ''",
  })
  void lint_incompleteArn_isAWarningInASessionPolicy(
      PolicyType type, String pattern, String severity) {
    String text =
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \""
                + pattern
                + "\"}");

    assertThat(Lints.lint(type, text))
        .filteredOn(one -> one.rule() == LintRule.RESOURCE_MATCHES_NOTHING)
        .extracting(one -> one.severity().text())
        .containsExactlyElementsOf(severity.isEmpty() ? List.of() : List.of(severity));
  }

  /**
   * A pattern of NotResource that matches nothing excludes nothing; the statement still applies.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arn:aws:s3:::bucket/*|",
        "arn:aws:iam::*:role/App|",
        "arn:aws:kms:us-west-2:111122223333:key/alias/app|warning",
        "arn:aws:kms:us-west-2:key/*|warning",
      })
  void lint_notResourceThatMatchesNothing_isNoError(String pattern, String severity) {
    String found =
        Lints.identity(
                RandomPolicies.policy(
                    "{\"Effect\": \"Deny\", \"Action\": \"kms:*\", \"NotResource\": [\""
                        + pattern
                        + "\", \"arn:aws:kms:us-west-2:111122223333:key/*\"]}"))
            .stream()
            .filter(one -> one.rule() == LintRule.RESOURCE_MATCHES_NOTHING)
            .map(one -> one.severity().text())
            .collect(Collectors.joining());

    assertThat(found).isEqualTo(severity == null ? "" : severity);
  }

  /** Beside an alias as the resource, a condition on aliases never holds for a key (rule 2.17). */
  @Test
  void lint_alias_hasAFixThatNamesTheKey() {
    String alias = "\"arn:aws:kms:us-west-2:111122223333:alias/app\"}";
    String decrypt = "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": " + alias;
    String root = "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\":";

    assertThat(Lints.identity(RandomPolicies.policy(decrypt)))
        .filteredOn(one -> one.rule() == LintRule.KEY_NOT_BY_ARN)
        .extracting(Finding::fix)
        .containsExactly(
            "name the key by its ARN, such as `arn:aws:kms:REGION:111122223333:key/KEY-ID`, or name"
                + " all keys and add a condition on `kms:ResourceAliases`");
    assertThat(
            Lints.key(
                RandomPolicies.policy(
                    root + " \"kms:*\", \"Resource\": \"*\"}",
                    root + " \"kms:Decrypt\", \"Resource\": " + alias)))
        .filteredOn(one -> one.rule() == LintRule.KEY_NOT_BY_ARN)
        .extracting(Finding::fix)
        .containsExactly("write `\"Resource\": \"*\"`, which means this key");
  }
}
