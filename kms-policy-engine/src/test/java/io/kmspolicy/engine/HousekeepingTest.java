package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: a repeated decision wakes no thread, and no decision does the work of a publication. */
class HousekeepingTest {

  private static final Path SOURCES = Path.of("src", "main", "java");

  /**
   * They may lose an entry for each key of a snapshot at once, for which no decision shall wait.
   */
  private static final Set<String> BY_ANOTHER_THREAD =
      Set.of(
          "CompilationCache.java: Caffeine.newBuilder().weakKeys().build()",
          "PolicyCompiler.java: Caffeine.newBuilder().weakValues().recordStats().build()");

  private static final String BUILDER = "Caffeine.newBuilder()";

  @Test
  @DisplayName(
      "a cache does its housekeeping in the thread that writes, but for two that a collection may empty")
  void caches_all_useNoOtherThread() throws IOException {
    List<String> caches = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        for (int at = source.indexOf(BUILDER); at >= 0; at = source.indexOf(BUILDER, at + 1)) {
          caches.add(file.getFileName() + ": " + source.substring(at, source.indexOf(';', at)));
        }
      }
    }

    assertThat(caches).containsAll(BY_ANOTHER_THREAD).hasSizeGreaterThan(7);
    assertThat(caches)
        .filteredOn(cache -> !BY_ANOTHER_THREAD.contains(cache))
        .allMatch(cache -> cache.contains("(Runnable::run)"));
  }
}
