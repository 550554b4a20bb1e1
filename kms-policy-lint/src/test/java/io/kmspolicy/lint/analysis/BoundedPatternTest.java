package io.kmspolicy.lint.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a template's expression rules out, whatever the expression is. */
class BoundedPatternTest {

  @Test
  void mayBeIn_text_isWhereTheExpressionIsFound() {
    BoundedPattern digits = new BoundedPattern("[0-9]{12}");

    assertThat(digits.mayBeIn("arn:aws:iam::111122223333:root")).isTrue();
    assertThat(digits.mayBeIn("*")).isFalse();
  }

  @Test
  void mayBeIn_searchThatReadsTooMuch_isNotKnown() {
    BoundedPattern twice = new BoundedPattern("(a+|a)+\\1+b");

    assertThat(twice.mayBeIn("aa")).isFalse();
    assertThat(twice.mayBeIn("a".repeat(60))).isTrue();
    assertThat(new BoundedPattern("[b]").mayBeIn("a".repeat(200_000))).isTrue();
  }

  @Test
  void mayBeIn_expressionOfAnotherDialect_isNotKnown() {
    assertThat(new BoundedPattern("[[:alpha:").mayBeIn("1")).isTrue();
  }
}
