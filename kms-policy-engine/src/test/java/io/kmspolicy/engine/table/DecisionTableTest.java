package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tables know about the resource patterns of their rows. */
class DecisionTableTest {

  private static final VariableResolver VARIABLES = new VariableResolver(KmsCatalogue.bundled());

  private static CompiledStatement row(String patterns, ActionBits actions) {
    List<ResourcePattern> parsed = new ArrayList<>();
    for (String pattern : patterns.split(" ")) {
      parsed.add(ResourcePattern.of(pattern));
    }
    CompiledStatement row = TableRows.of(new ResourceElement.Resource(parsed));
    return new CompiledStatement(
        row.effect(),
        row.principal(),
        row.principalIndex(),
        row.resource(),
        actions,
        row.condition(),
        row.tests());
  }

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "arn:aws:kms:us-west-2:111122223333:*, true",
    "arn:aws:kms:*:*:key/*, true",
    "arn:aws:kms:*:111122223333:key/* *, true",
    "arn:aws:kms:*:111122223333:key/* arn:aws:kms:*:*:key/1*, false",
    "arn:aws:kms:*:*:key/1234abcd, false",
    "arn:aws:kms:*:*:alias/*, false",
    "arn:aws:kms:*:*, false",
    "arn:aws:kms:*, false",
    "**, false",
    "arn:aws:kms:*:${aws:PrincipalAccount}:key/*, false"
  })
  @DisplayName("Keys of one partition, Region and account match alike if no pattern reads their id")
  void matchesByPlace_patterns_readNoKeyId(String patterns, boolean byPlace) {
    CompiledStatement all = row("*", ActionBits.ALL);
    CompiledStatement some = row(patterns, ActionBits.ALL);
    CompiledStatement none = row(patterns, ActionBits.NONE);

    assertThat(table(some).matchesByPlace()).isEqualTo(byPlace);
    assertThat(table(some, all).matchesByPlace()).isEqualTo(byPlace);
    assertThat(table(all, some).matchesByPlace()).isEqualTo(byPlace);
    assertThat(table(all, none).matchesByPlace()).as("no action of KMS").isTrue();
  }

  private static DecisionTable table(CompiledStatement... rows) {
    return new DecisionTable(PolicyType.IDENTITY, List.of(rows), VARIABLES);
  }
}
