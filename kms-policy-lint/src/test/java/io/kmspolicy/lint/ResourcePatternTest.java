package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "arn:aws:kms:us-gov-*:111122223333:key/*|unknown-region",
        "arn:aws:kms:us-iso*:111122223333:key/*|unknown-region",
        "arn:aws:kms:us-wset-*:111122223333:key/*|unknown-region",
        "arn:aws:kms:us-west-?:111122223333:key/*|",
        "arn:aws-us-gov:kms:us-gov-*:111122223333:key/*|",
        "arn:*:kms:us-gov-*:111122223333:key/*|",
        "arn:aws:kms:*:111122223333:key/*|",
        "arn:aws:kms:us-west-2:1111*|",
        "arn:aws:kms:us-west-2*|",
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
}
