package io.kmspolicy.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuotingTest {

  @Test
  void quote_unsafeCharacters_areEscaped() {
    assertThat(Quoting.quote("a\u001b[31m\u202eb\u2028\ud83d\ude00"))
        .isEqualTo("`a\\u001b[31m\\u202eb\\u2028\ud83d\ude00`");
  }

  @Test
  void quote_lineBreak_isEscapedAsInJson() {
    assertThat(Quoting.quote("a\nb\r\n")).isEqualTo("`a\\nb\\u000d\\n`");
  }

  @Test
  void quote_formatCharacterBeyondTheBasicPlane_isEscapedAsTwoUnits() {
    assertThat(Quoting.quote("\udb40\udc01")).isEqualTo("`\\udb40\\udc01`");
  }

  @Test
  void quoteShort_longText_isCutAfter80Characters() {
    assertThat(Quoting.quoteShort("a".repeat(80))).isEqualTo("`" + "a".repeat(80) + "`");
    assertThat(Quoting.quoteShort("a".repeat(81))).isEqualTo("`" + "a".repeat(80) + "…`");
  }

  @Test
  void shorten_surrogatePairAtTheEnd_isNotDivided() {
    assertThat(Quoting.shorten("ab\ud83d\ude00", 3)).isEqualTo("ab…");
  }

  @Test
  void listing_anyNumber_isJoinedByAConjunction() {
    assertThat(Listing.allOf(List.of())).isEmpty();
    assertThat(Listing.allOf(List.of("a"))).isEqualTo("`a`");
    assertThat(Listing.oneOf(List.of("a, b", "c", "d, e"))).isEqualTo("`a, b`, `c` or `d, e`");
    assertThat(Listing.firstOf(List.of("a", "b", "c", "d", "e", "f")))
        .isEqualTo("`a`, `b`, `c`, `d`, `e` and `f`");
    assertThat(Listing.firstOf(List.of("a", "b", "c", "d", "e", "f", "g")))
        .isEqualTo("`a`, `b`, `c`, `d`, `e` and 2 more");
  }
}
