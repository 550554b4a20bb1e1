package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.budget.Housekeeping;
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
          "CompilationCache.java: Housekeeping.later(Caffeine.newBuilder().weakKeys())",
          "PolicyCompiler.java: Housekeeping.later(Caffeine.newBuilder().weakValues().recordStats())",
          "RowStore.java: Housekeeping.later(Caffeine.newBuilder().weakValues())");

  /** One round of Caffeine's removes 1,000. */
  private static final int MANY = 200_000;

  /** The collector may hand over what it ended in several parts, and on a busy machine late. */
  private static final int FEW = 50;

  private static final int MILLIS = 200;

  private static final String BUILDER = "Caffeine.newBuilder()";
  private static final String WRAPPER = "Housekeeping.later(";

  @Test
  @DisplayName(
      "a cache does its housekeeping in the thread that writes, or else later, and wakes no thread")
  void caches_all_useNoOtherThread() throws IOException {
    List<String> caches = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file).replaceAll("\\s", "");
        for (int at = source.indexOf(BUILDER); at >= 0; at = source.indexOf(BUILDER, at + 1)) {
          int start =
              source.startsWith(WRAPPER, at - WRAPPER.length()) ? at - WRAPPER.length() : at;
          String statement = source.substring(start, source.indexOf(';', at));
          caches.add(file.getFileName() + ": " + statement.split("\\.build\\(\\)", 2)[0]);
        }
      }
    }

    assertThat(caches).containsAll(LATER).hasSizeGreaterThan(7);
    assertThat(caches)
        .filteredOn(cache -> !LATER.contains(cache))
        .allMatch(cache -> cache.contains("(Runnable::run)"));
  }

  @Test
  @DisplayName("what a collection ended is removed after a few writes, however much it is")
  void later_manyCollected_areRemovedAfterFewWrites() throws InterruptedException {
    Cache<Integer, Object> cache = Housekeeping.later(Caffeine.newBuilder().weakValues());
    List<Object> values = new ArrayList<>();
    for (int entry = 0; entry < MANY; entry++) {
      values.add(new Object());
      cache.put(entry, values.get(entry));
    }
    Thread.sleep(MILLIS);
    values.clear();
    Object kept = new Object();
    for (int write = 1; write <= FEW && cache.estimatedSize() > FEW; write++) {
      System.gc();
      cache.put(-write, kept);
      Thread.sleep(MILLIS);
    }

    assertThat(cache.estimatedSize()).isLessThanOrEqualTo(FEW);
    assertThat(cache.getIfPresent(-1)).isSameAs(kept);
  }
}
