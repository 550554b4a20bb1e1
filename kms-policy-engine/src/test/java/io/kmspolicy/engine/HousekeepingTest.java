package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: a decision wakes no thread. */
class HousekeepingTest {

  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final String BUILDER = "Caffeine.newBuilder()";

  @Test
  @DisplayName("every cache does its housekeeping in the thread that writes")
  void caches_all_useNoOtherThread() throws IOException {
    List<String> caches = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        for (int at = source.indexOf(BUILDER); at >= 0; at = source.indexOf(BUILDER, at + 1)) {
          caches.add(source.substring(at, source.indexOf(';', at)));
        }
      }
    }

    assertThat(caches).hasSizeGreaterThan(5).allMatch(cache -> cache.contains("(Runnable::run)"));
  }
}
