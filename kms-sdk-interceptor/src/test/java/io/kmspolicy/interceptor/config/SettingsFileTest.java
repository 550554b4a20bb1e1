package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Promise: whatever the settings file is, it does not hold up the construction of a client. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SettingsFileTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void read_pipeWithoutAWriter_isRefused(@TempDir Path directory) throws Exception {
    Path pipe = directory.resolve("kms-policy.properties");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(made.waitFor()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(pipe))
        .withMessage("`" + pipe + "` cannot be read: it is not a regular file");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void read_endlessDevice_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(Path.of("/dev/zero")))
        .withMessage("`/dev/zero` cannot be read: it is not a regular file");
  }

  private static ConfiguredInterceptor settings(Path file) {
    return ConfiguredInterceptor.of(Map.of("kms.policy.config", file.toString()));
  }

  @Test
  void read_linkToAFile_isRead(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("data"), "kms.policy.mode=enforce\n");
    Path link = Files.createSymbolicLink(directory.resolve("kms-policy.properties"), file);
    assertThat(SettingsFile.readInTime(link)).containsOnly(Map.entry("kms.policy.mode", "enforce"));
  }

  @Test
  void read_atTheLimitOfSize_isReadAndOneByteMoreIsRefused(@TempDir Path directory)
      throws IOException {
    String line = "kms.policy.mode=enforce\n#";
    String text = line + "x".repeat(SettingsFile.MAX_BYTES - line.length());
    Path file = Files.writeString(directory.resolve("kms-policy.properties"), text);
    assertThat(SettingsFile.read(file)).hasSize(1);
    Files.writeString(file, text + "x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SettingsFile.read(file))
        .withMessage("`" + file + "` cannot be read: it is larger than 1048576 bytes");
  }

  @Test
  @DisplayName("a share that does not respond is given up, and its thread is interrupted")
  void inTime_readThatDoesNotEnd_isGivenUp(@TempDir Path directory) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Duration longest = Duration.ofMillis(50);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SettingsFile.inTime(
                    directory,
                    longest,
                    path -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                      return Map.of();
                    }))
        .withMessage("`" + directory + "` cannot be read: it takes longer than PT0.05S");
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
