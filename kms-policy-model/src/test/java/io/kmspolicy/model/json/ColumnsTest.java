package io.kmspolicy.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Columns of a text, and the work of finding them. */
class ColumnsTest {

  private static final String PAIR = "\uD83D\uDD11";

  @Test
  @DisplayName("A surrogate pair is one column, in whatever order offsets are asked")
  void of_surrogatePairs_countOnce() {
    String text = "a" + PAIR + "b\n" + PAIR + PAIR + "c";
    Columns columns = new Columns(text);

    assertThat(columns.of(0, 0)).isEqualTo(1);
    assertThat(columns.of(0, 3)).isEqualTo(3);
    assertThat(columns.of(5, 9)).isEqualTo(3);
    assertThat(columns.of(0, 1)).isEqualTo(2);
    assertThat(columns.of(0, 3)).isEqualTo(3);
  }

  @Test
  @DisplayName("A long line with many values is gone through once")
  void of_manyValuesOfOneLine_goesThroughItOnce() {
    String text = (PAIR + ",").repeat(10_000);
    Columns columns = new Columns(text);
    for (int at = 0; at < text.length(); at += 3) {
      assertThat(columns.of(0, at)).isEqualTo(1 + 2 * at / 3);
    }

    assertThat(columns.counted()).isLessThanOrEqualTo(text.length());
  }
}
