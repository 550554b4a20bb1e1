package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.OperationsTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  @DisplayName("Where a process may watch nothing, the log says what that means, on one line")
  void open_withoutNotifications_isLogged() {
    PrintStream before = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try (DirectoryWatch watch =
        new DirectoryWatch(
            temporary,
            () -> {
              throw new IOException("inotify limit\nforged line");
            })) {
      assertThat(watch.hasChanged()).isTrue();
    } finally {
      System.setErr(before);
    }
    assertThat(OperationsTable.signs(OperationsTable.seen("the system notifies this process")))
        .isNotEmpty()
        .allSatisfy(sign -> assertThat(logged.toString(StandardCharsets.UTF_8)).contains(sign));
    assertThat(logged.toString(StandardCharsets.UTF_8).lines())
        .noneMatch(line -> line.startsWith("forged"));
  }

  @Test
  @DisplayName("Directories are searched for after a change, not in every look: there may be many")
  void hasChanged_nothingHasChanged_searchesForNoDirectories() throws IOException {
    AtomicInteger searches = new AtomicInteger();
    try (DirectoryWatch watch =
        new DirectoryWatch(
            temporary,
            FileSystems.getDefault()::newWatchService,
            root -> {
              searches.incrementAndGet();
              return DirectoryFingerprint.directories(root);
            })) {
      assertThat(watch.hasChanged()).isTrue();
      for (int i = 0; i < 10; i++) {
        assertThat(watch.hasChanged()).isFalse();
      }
      assertThat(searches).hasValue(2);

      Path added = Files.createDirectory(temporary.resolve("added"));
      Eventually.isTrue("the directory", watch::hasChanged);
      Files.createFile(added.resolve("file"));
      Eventually.isTrue("the file in it", watch::hasChanged);
    }
  }
}
