package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CompileLimitsTest {

  private static final String TWO_PATTERNS =
      "{'Effect':'Allow','Action':'*','Resource':['arn:aws:kms:*:*:key/a','arn:aws:kms:*:*:key/b']}";
  private static final String FOUR_ENTRIES =
      "{'Effect':'Deny','Action':'*','NotResource':'arn:aws:kms:*:*:key/a',"
          + "'Condition':{'StringEquals':{'x:a':['1','2'],'x:b':'3'}}}";

  private static void check(CompileLimits limits, String... statements) {
    PolicyLayer layer = Policies.layer(PolicyType.IDENTITY, statements);
    List<NamedPolicy> policies = ((PolicyLayer.Attached) layer).policies();
    limits.check(PolicyType.IDENTITY, policies);
  }

  @Test
  @DisplayName("1.12: a layer can have at most as many statements as the limit")
  void check_statements_countsThemAll() {
    assertThatCode(() -> check(new CompileLimits(2, 100), TWO_PATTERNS, FOUR_ENTRIES))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check(new CompileLimits(1, 100), TWO_PATTERNS, FOUR_ENTRIES))
        .isInstanceOf(PolicyTooLargeException.class)
        .hasMessageContaining("1 statements");
  }

  @Test
  @DisplayName("1.12: patterns, excluded patterns and condition values count together")
  void check_entries_countsThemAll() {
    assertThatCode(() -> check(new CompileLimits(9, 6), TWO_PATTERNS, FOUR_ENTRIES))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check(new CompileLimits(9, 5), TWO_PATTERNS, FOUR_ENTRIES))
        .isInstanceOf(PolicyTooLargeException.class)
        .hasMessageContaining("5 resource patterns and condition values");
    assertThatThrownBy(() -> check(new CompileLimits(9, 3), FOUR_ENTRIES))
        .isInstanceOf(PolicyTooLargeException.class);
    assertThat(CompileLimits.DEFAULT.statements()).isGreaterThan(10_000);
  }
}
