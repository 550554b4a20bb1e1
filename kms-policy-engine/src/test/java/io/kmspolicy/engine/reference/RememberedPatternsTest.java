package io.kmspolicy.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.match.ActionGlob;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.model.request.MatchResult;
import org.junit.jupiter.api.Test;

/** What an evaluation of many scenarios keeps of their patterns is bounded (promise: cost). */
class RememberedPatternsTest {

  private final RememberedPatterns patterns = new RememberedPatterns();

  @Test
  void parse_sameText_isParsedOnce() {
    ActionGlob action = patterns.action("kms:De*");
    ArnPattern resource = patterns.resource("arn:aws:kms:*");

    assertThat(patterns.action("kms:De".concat("*"))).isSameAs(action);
    assertThat(patterns.resource("arn:aws:".concat("kms:*"))).isSameAs(resource);
  }

  /** An action pattern and a resource pattern of one text are two forms. */
  @Test
  void parse_textOfBothKinds_hasBothForms() {
    assertThat(patterns.resource("*").whole().isAnything()).isTrue();
    assertThat(patterns.action("*").match("kms:Decrypt")).isEqualTo(MatchResult.MATCH);
    assertThat(patterns.action("kms:d?crypt").match("kms:Decrypt")).isEqualTo(MatchResult.MATCH);
    assertThat(patterns.action("k*:Decrypt").match("kms:Decrypt"))
        .isEqualTo(MatchResult.INDETERMINATE);
    assertThat(patterns.size()).isEqualTo(4);
  }

  @Test
  void parse_moreTextsThanAreKept_staysBounded() {
    for (int i = 0; i < 3 * RememberedPatterns.MAX_PATTERNS; i++) {
      patterns.action("kms:Action" + i);
      patterns.resource("arn:aws:kms:*:*:key/" + i);
    }

    assertThat(patterns.size()).isBetween(2, 2 * RememberedPatterns.MAX_PATTERNS);
    assertThat(patterns.action("kms:Action7").match("kms:action7")).isEqualTo(MatchResult.MATCH);
  }

  @Test
  void parse_longText_isNotKept() {
    String longest = "kms:" + "a".repeat(RememberedPatterns.MAX_LENGTH - 4);

    patterns.action(longest + "b");
    assertThat(patterns.size()).isZero();

    patterns.action(longest);
    assertThat(patterns.size()).isEqualTo(1);
  }
}
