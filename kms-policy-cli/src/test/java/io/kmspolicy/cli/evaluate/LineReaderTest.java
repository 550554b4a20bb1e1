package io.kmspolicy.cli.evaluate;

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
  @DisplayName("Lines end at line feeds, the last one also without")
  void next_severalLines_areNumbered() throws IOException {
    assertThat(lines(bytes("a\n\nb\r\nc"), 100)).containsExactly("1:a", "2:", "3:b\r", "4:c");
    assertThat(lines(bytes(""), 100)).isEmpty();
    assertThat(lines(bytes("a\n"), 100)).containsExactly("1:a");
  }

  @Test
  @DisplayName("A line may come in many reads and be longer than the buffer")
  void next_longLine_isWhole() throws IOException {
    String one = "x".repeat(200_000);
    InputStream in = new SequenceInputStream(bytes(one), bytes(one + "\nend"));

    assertThat(lines(in, 1_000_000)).containsExactly("1:" + one + one, "2:end");
  }

  @Test
  @DisplayName("Of a line beyond the limit only the beginning is kept, and the next one reads")
  void next_lineBeyondTheLimit_isCut() throws IOException {
    assertThat(lines(bytes("abcdef\nxy"), 4)).containsExactly("1:abcd", "2:xy");
    String longer = "z".repeat(300_000);
    assertThat(lines(bytes(longer + "\nxy"), 100_000))
        .containsExactly("1:" + "z".repeat(100_000), "2:xy");
  }

  @Test
  @DisplayName("What is decided is handed on before the reader waits for more")
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
