package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFingerprintTest {

  /** Opening a pipe waits for a writer; there is none. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path temporary;

  @Test
  @DisplayName("A directory that is replaced by a pipe while it is listed blocks no thread")
  void of_pipeInPlaceOfADirectory_isNotOpened() throws Exception {
    Path pipe = temporary.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    DirectoryFingerprint look =
        assertTimeoutPreemptively(PATIENCE, () -> DirectoryFingerprint.of(pipe));
    assertThat(look.names()).isEmpty();
    assertThat(look.digest()).isNotEqualTo(DirectoryFingerprint.of(temporary).digest());
  }
}
