package io.kmspolicy.inputs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places are found without reading a text again for each of its values. */
class PositionStepsTest {

  /** A text that counts how often a character is read. */
  private record Counting(String text, AtomicInteger reads) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads.incrementAndGet();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counting(text.substring(start, end), reads);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000, 100_000})
  @DisplayName(
      "terraform prints a plan on one line: finding all places reads it a fixed number of times")
  void at_everyOffsetOfOneLine_readsEachCharacterAFewTimes(int length) {
    Counting text = new Counting("\ud83d\ude00x".repeat(length / 3), new AtomicInteger());
    TextPositions positions = new TextPositions(text);

    for (int offset = 0; offset < text.length(); offset++) {
      assertThat(positions.at(offset).line()).isEqualTo(1);
    }

    assertThat(text.reads().get()).isLessThanOrEqualTo(3 * length);
  }

  @Test
  void at_surrogates_countAsOneColumn() {
    TextPositions positions = new TextPositions("\ud83d\ude00a\n\ud83d\ude00b");

    assertThat(positions.at(2)).isEqualTo(new Place("", 1, 2));
    assertThat(positions.at(6)).isEqualTo(new Place("", 2, 2));
  }

  @Test
  @DisplayName("the offsets of a string's characters are found once, however many are asked for")
  void at_manyCharactersOfAString_findsOffsetsOnce() {
    AtomicInteger found = new AtomicInteger();
    SourceOffsets offsets =
        new SourceOffsets(
            () -> {
              found.incrementAndGet();
              return new int[] {5, 6, 8};
            },
            offset -> new Place("", 1, offset),
            "/p");

    for (int i = 0; i < 1_000; i++) {
      assertThat(offsets.at(i)).isEqualTo(new Place("/p", 1, i == 0 ? 5 : i == 1 ? 6 : 8));
    }

    assertThat(found).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  @DisplayName("a text that is nested too deeply is refused, and overflows no stack")
  void read_deepNesting_isRefused(String opening) {
    String text = "a:\n  " + opening.repeat(100_000);

    assertThatThrownBy(() -> SourceNodes.read(text)).isInstanceOf(InputSyntaxException.class);
    assertThatThrownBy(() -> SourceNodes.read("[".repeat(100_000)))
        .isInstanceOf(InputSyntaxException.class);
  }
}
