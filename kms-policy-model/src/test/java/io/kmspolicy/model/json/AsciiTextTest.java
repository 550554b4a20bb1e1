package io.kmspolicy.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.PolicyReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are read from their bytes: strings end at their quote, wherever it is in a word. */
class AsciiTextTest {

  private static final int LONGEST = 40;

  /** A text with a zero among its first four bytes is not taken. */
  private static final String BEGINNING = "    ";

  private static AsciiText ascii(String text) {
    return Objects.requireNonNull(
        AsciiText.of(text.getBytes(StandardCharsets.ISO_8859_1), 0), text);
  }

  @Test
  @DisplayName("A string of any length at any place is read to its quote")
  void stringWithoutEscapes_anyLengthAndPlace_endsAtTheQuote() {
    for (int before = 0; before < 9; before++) {
      for (int length = 0; length <= LONGEST; length++) {
        for (String after : new String[] {"", "\"", "\\", "\u0001", "abc\"de\\fgh"}) {
          String value = "~!#[]a ".repeat(length).substring(0, length);
          String text = " ".repeat(before) + value + '"' + after;
          assertThat(ascii(text).stringWithoutEscapes(before)).isEqualTo(value);
        }
      }
    }
  }

  @Test
  @DisplayName("A string with an escape, with a control character or without an end is left alone")
  void stringWithoutEscapes_anythingElse_isNull() {
    for (int length = 0; length <= LONGEST; length++) {
      for (String special : new String[] {"\\", "\u0000", "\u001f", "\n", "\t"}) {
        String text = BEGINNING + "a".repeat(length) + special + "bc\"";
        assertThat(ascii(text).stringWithoutEscapes(BEGINNING.length())).isNull();
      }
      assertThat(ascii("a".repeat(length)).stringWithoutEscapes(0)).isNull();
    }
  }

  @Test
  @DisplayName("A text with another character, or with a zero at its beginning, is not taken")
  void of_otherCharacterOrZero_isNull() {
    for (int place = 0; place < LONGEST; place++) {
      byte[] bytes = " ".repeat(LONGEST).getBytes(StandardCharsets.ISO_8859_1);
      bytes[place] = (byte) 0x80;
      assertThat(AsciiText.of(bytes, 0)).isNull();
      assertThat(AsciiText.of(bytes, place + 1)).isNotNull();
      bytes[place] = 0;
      assertThat(AsciiText.of(bytes, 0) == null).isEqualTo(place < 4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
  @DisplayName("The reader takes UTF-8 only, also where the bytes are ASCII with zeros")
  void read_otherEncoding_isRefused(String charset) {
    byte[] bytes = "{\"Statement\":[]}".getBytes(Charset.forName(charset));

    assertThatThrownBy(() -> PolicyReader.forType(PolicyType.KEY).read(bytes))
        .isInstanceOf(PolicySyntaxException.class);
  }
}
