package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {

  @TempDir private Path temporary;

  @Test
  @DisplayName("Where a process may watch nothing, the directory is still read, every interval")
  void hasChanged_withoutNotifications_tellsOnlyThatTheRootIsAnother() throws IOException {
    Path link = temporary.resolve("policies");
    Files.createSymbolicLink(link, Files.createDirectory(temporary.resolve("a")));
    try (DirectoryWatch watch =
        new DirectoryWatch(
            link,
            () -> {
              throw new IOException("User limit of inotify instances reached");
            })) {
      assertThat(watch.hasChanged()).isTrue();
      Files.createFile(link.resolve("file"));
      assertThat(watch.hasChanged()).isFalse();
      Files.delete(link);
      assertThat(watch.hasChanged()).isTrue();
      Files.createSymbolicLink(link, Files.createDirectory(temporary.resolve("b")));
      assertThat(watch.hasChanged()).isTrue();
      assertThat(watch.hasChanged()).isFalse();
    }
  }
}
