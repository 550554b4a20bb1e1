package io.kmspolicy.source;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one layer of a source is doing. Immutable. */
public final class SourceStatus {

  /** What the state of a layer means for decisions. */
  public enum Condition {
    /** Nothing has been asked for, or nothing has arrived yet: what the layer says is unknown. */
    EMPTY,
    /** Everything that was asked for is there and its last refresh succeeded. */
    FRESH,
    /** Everything is there but for parts that the source refused; these parts are unknown. */
    PARTIAL,
    /** Something could not be refreshed: what is known of it stops no call. */
    STALE
  }

  private final SourceLayer layer;
  private final Counts counts;
  private final @Nullable Instant loadedAt;
  private final @Nullable Duration age;
  private final @Nullable Event success;
  private final @Nullable Event failure;
  private final List<String> problems;

  SourceStatus(
      SourceLayer layer,
      Counts counts,
      @Nullable Instant loadedAt,
      @Nullable Duration age,
      @Nullable Event success,
      @Nullable Event failure,
      List<String> problems) {
    this.problems = problems;
    this.layer = layer;
    this.counts = counts;
    this.loadedAt = loadedAt;
    this.age = age;
    this.success = success;
    this.failure = failure;
  }

  /**
   * What a layer holds and what was done for it.
   *
   * @param subjects what was asked about
   * @param loaded how many of them have an answer that is not too old
   * @param failing how many of them could not be loaded at the last try
   * @param refreshes how many loads succeeded so far
   * @param failures how many loads failed so far
   * @param hits how many questions were answered from memory so far
   * @param misses how many questions met something that was not there yet
   */
  public record Counts(
      long subjects,
      long loaded,
      long failing,
      long refreshes,
      long failures,
      long hits,
      long misses) {}

  /**
   * Something that happened.
   *
   * @param time when
   * @param text what; without policy texts and secrets
   */
  record Event(Instant time, String text) {}

  /** The layer. */
  public SourceLayer layer() {
    return layer;
  }

  /** What it holds and what was done for it. */
  public Counts counts() {
    return counts;
  }

  /** What this means for decisions. */
  public Condition condition() {
    if (counts.failing() > 0) {
      return Condition.STALE;
    }
    if (counts.loaded() == 0) {
      return Condition.EMPTY;
    }
    return problems.isEmpty() ? Condition.FRESH : Condition.PARTIAL;
  }

  /** When the oldest value was loaded that still counts. */
  public Optional<Instant> loadedAt() {
    return Optional.ofNullable(loadedAt);
  }

  /** The age of the oldest value that still counts. */
  public Optional<Duration> age() {
    return Optional.ofNullable(age);
  }

  /** When a load succeeded last. */
  public Optional<Instant> lastSuccess() {
    return Optional.ofNullable(success).map(Event::time);
  }

  /** When a load failed last. */
  public Optional<Instant> lastFailure() {
    return Optional.ofNullable(failure).map(Event::time);
  }

  /** Why a load failed last; empty if none has failed. */
  public String reason() {
    return failure == null ? "" : failure.text();
  }

  /** Why parts of what was loaded last are unknown; empty if it is complete. */
  public List<String> problems() {
    return problems;
  }

  /** One line for people. */
  @Override
  public String toString() {
    String line =
        layer.text()
            + ": "
            + condition()
            + ", "
            + counts.loaded()
            + " of "
            + counts.subjects()
            + " loaded, "
            + counts.failures()
            + " failures";
    return failure == null
        ? line
        : line + ", the last at " + failure.time() + ": " + failure.text();
  }
}
