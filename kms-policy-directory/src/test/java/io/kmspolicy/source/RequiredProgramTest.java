package io.kmspolicy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

class RequiredProgramTest {

  @TempDir Path folder;

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "false"})
  void missing_elsewhere_skipsTheTestWithTheReason(String ci) {
    assertThat(RequiredProgram.missing("moto is not installed", ci))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage("skipped: moto is not installed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "1"})
  void missing_inContinuousIntegration_failsTheTest(String ci) {
    assertThatThrownBy(() -> RequiredProgram.missing("moto is not installed", ci))
        .isInstanceOf(AssertionError.class)
        .hasMessage("moto is not installed; nothing is skipped with CI=" + ci);
  }

  @Test
  void found_severalFolders_isTheFirstExecutableFile() throws IOException {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    Path third = Files.createDirectory(folder.resolve("third"));
    Files.createDirectory(first.resolve("tool"));
    Path tool = Files.createFile(second.resolve("tool"));
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    Files.createFile(third.resolve("text"));
    String path = first + ":" + second + ":" + third;
    assertThat(RequiredProgram.found("tool", path)).contains(tool);
    assertThat(RequiredProgram.found(tool.toString(), "")).contains(tool);
    assertThat(RequiredProgram.found("text", path)).isEmpty();
    assertThat(RequiredProgram.found("other", path)).isEmpty();
  }
}
