package io.kmspolicy.analysis.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows are lines in a file, and wrapped on a terminal. */
final class AnswerTableTest {

  private static final Answer LONG =
      new Answer(
          "role/App",
          "kms:Decrypt",
          "*",
          Answer.Result.CONDITIONAL,
          "if `aws:SourceVpce` is `vpce-1` and `aws:username` is `alice` or `bob`",
          List.of(),
          Optional.empty(),
          "");

  private static String text(Answer answer, int width) {
    return AnswerTable.text(List.of(answer), List.of(Answer::principal), width);
  }

  @Test
  void text_noTerminal_isOneLine() {
    assertThat(text(LONG, 0).lines()).hasSize(1);
  }

  @Test
  void text_terminal_isWrappedAtSpaces() {
    String wrapped = text(LONG, 40);
    assertThat(wrapped.lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 40);
    assertThat(wrapped.lines().skip(1)).allMatch(line -> line.startsWith("    "));
    assertThat(wrapped.replaceAll("\n +", " ")).isEqualTo(text(LONG, 0));
  }

  @Test
  void text_wordsLongerThanTheTerminal_areKept() {
    assertThat(text(LONG, 5).replaceAll("\n +", " ").replace("  ", " "))
        .isEqualTo(text(LONG, 0).replace("  ", " "));
  }

  @Test
  void text_controlCharacters_areEscaped() {
    Answer odd =
        new Answer(
            "a\u202eb",
            "kms:Decrypt",
            "*",
            Answer.Result.ALLOWED,
            "",
            List.of(),
            Optional.empty(),
            "");
    assertThat(text(odd, 0)).isEqualTo("a\\u202eb  allowed\n");
  }
}
