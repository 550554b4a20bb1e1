package io.kmspolicy.testing.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> lines(InputStream in, int limit) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = new LineReader(in, limit, () -> {})) {
      while (reader.next()) {
        lines.add(reader.number() + ":" + new String(reader.bytes(), StandardCharsets.UTF_8));
      }
    }
    return lines;
  }

  @Test
  @DisplayName("Lines end at line feeds; the last line may end without one")
  void next_severalLines_areNumbered() throws IOException {
    assertThat(lines(bytes("a\n\nb\r\nc"), 100)).containsExactly("1:a", "2:", "3:b\r", "4:c");
    assertThat(lines(bytes(""), 100)).isEmpty();
    assertThat(lines(bytes("a\n"), 100)).containsExactly("1:a");
  }

  @Test
  @DisplayName("A line may need several reads and be longer than the buffer")
  void next_longLine_isWhole() throws IOException {
    String half = "x".repeat(200_000);
    InputStream in = new SequenceInputStream(bytes(half), bytes(half + "\nend"));

    assertThat(lines(in, 1_000_000)).containsExactly("1:" + half + half, "2:end");
  }

  @Test
  @DisplayName("A line over the limit is truncated, and the next line is read")
  void next_lineOverTheLimit_isTruncated() throws IOException {
    assertThat(lines(bytes("abcdef\nxy"), 4)).containsExactly("1:abcd", "2:xy");
    String longer = "z".repeat(300_000);
    assertThat(lines(bytes(longer + "\nxy"), 100_000))
        .containsExactly("1:" + "z".repeat(100_000), "2:xy");
  }

  @Test
  @DisplayName("The results are flushed before the reader blocks for more input")
  void next_beforeWaiting_pauses() throws IOException {
    List<Integer> paused = new ArrayList<>();
    InputStream in = new SequenceInputStream(bytes("a\n"), bytes("b\n"));
    try (LineReader reader = new LineReader(in, 100, () -> paused.add(1))) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isFalse();
    }

    assertThat(paused).isNotEmpty();
  }
}
