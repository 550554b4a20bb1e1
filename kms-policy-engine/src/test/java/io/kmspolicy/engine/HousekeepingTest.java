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
   * They may lose an entry for each key of a snapshot, or for each caller, at once, for which no
   * decision shall wait.
   */
  private static final Set<String> LATER =
      Set.of(
          "CompilationCache.java: Caffeine.newBuilder().weakKeys().executor(Housekeeping.LATER)",
          "PolicyCompiler.java: Caffeine.newBuilder().weakValues().recordStats()"
              + ".executor(Housekeeping.LATER)",
          "BoundedRows.java: Caffeine.newBuilder().weakValues().executor(Housekeeping.LATER)",
          "RowInterner.java: Caffeine.newBuilder().weakValues().executor(Housekeeping.LATER)");

  private static final String BUILDER = "Caffeine.newBuilder()";

  @Test
  @DisplayName(
      "a cache does its housekeeping in the thread that writes, or else later, and wakes no thread")
  void caches_all_useNoOtherThread() throws IOException {
    List<String> caches = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        for (int at = source.indexOf(BUILDER); at >= 0; at = source.indexOf(BUILDER, at + 1)) {
          String built = source.substring(at, source.indexOf(".build()", at));
          caches.add(file.getFileName() + ": " + built.replaceAll("\\s", ""));
        }
      }
    }

    assertThat(caches).containsAll(LATER).hasSizeGreaterThan(7);
    assertThat(caches)
        .filteredOn(cache -> !LATER.contains(cache))
        .allMatch(cache -> cache.contains("(Runnable::run)"));
  }
}
