package io.kmspolicy.inputs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: a YAML file with one value is read, whatever marks and comments stand around it. */
class YamlDocumentsTest {

  private static final String TEMPLATE = "Resources:\n  Key: {Type: AWS::KMS::Key}\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "\ufeff%s",
        "---\n%s",
        "%%YAML 1.1\n---\n%s",
        "%s---\n",
        "%s---\n# nothing\n---\n",
        "---\n# Copyright\n---\n%s",
        "# Copyright\n---\n---\n%s...\n",
        "---\n%s...\n---\n...\n"
      })
  @DisplayName("Documents of comments alone do not count")
  void read_oneDocumentWithAValue_isThisValue(String file) throws InputSyntaxException {
    SourceNode root = SourceNodes.read(file.formatted(TEMPLATE));

    SourceNode key = root.member("Resources").flatMap(all -> all.member("Key")).orElseThrow();
    assertThat(key.text("Type")).contains("AWS::KMS::Key");
    int line = file.formatted(TEMPLATE).split("  Key", 2)[0].split("\n", -1).length;
    assertThat(key.place().line()).isEqualTo(line);
  }

  @Test
  @DisplayName("A second value is refused at its place, and so is a file without a value")
  void read_severalValuesOrNone_isRefused() {
    assertThatExceptionOfType(InputSyntaxException.class)
        .isThrownBy(() -> SourceNodes.read(TEMPLATE + "---\n# empty\n---\n" + TEMPLATE))
        .withMessageContaining("here begins another document; write each into a file of its own")
        .satisfies(refusal -> assertThat(refusal.line()).isEqualTo(6));
    for (String empty : new String[] {"", "# nothing\n", "---\n", "---\n---\n# nothing\n"}) {
      assertThatExceptionOfType(InputSyntaxException.class)
          .isThrownBy(() -> SourceNodes.read(empty))
          .withMessageContaining("the text holds no value");
    }
  }
}
