package io.kmspolicy.source;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of one layer of a source. Immutable. */
public final class SourceStatus {

  /** What the state of a layer means for decisions. */
  public enum Condition {
    /** No value is loaded: the layer is unknown. */
    EMPTY,
    /**
     * The directory was never read since the source was opened, such as one that does not exist:
     * everything is unknown.
     */
    NEVER_LOADED,
    /** Every value that was asked for is loaded, and its last load succeeded. */
    FRESH,
    /** Every value is loaded, but the source refused parts of them; these parts are unknown. */
    PARTIAL,
    /** The last load of a value failed: this value stops no call. */
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
   * Counts of a layer.
   *
   * @param subjects how many subjects were asked for and are not dropped
   * @param loaded how many of them have a value that is not too old
   * @param failing how many of them have a last load that failed
   * @param refreshes how many loads succeeded so far
   * @param failures how many loads failed so far
   * @param hits how many questions found a value so far
   * @param misses how many questions found no value so far
   * @param dropped how many loads of new subjects were dropped so far because too many waited
   */
  public record Counts(
      long subjects,
      long loaded,
      long failing,
      long refreshes,
      long failures,
      long hits,
      long misses,
      long dropped) {}

  /**
   * The end of a load.
   *
   * @param time when it ended
   * @param text why it failed, without policy texts and secrets; empty if it succeeded
   */
  record Event(Instant time, String text) {}

  /** The layer. */
  public SourceLayer layer() {
    return layer;
  }

  /** The counts of the layer. */
  public Counts counts() {
    return counts;
  }

  /** The condition that follows from the counts and problems. */
  public Condition condition() {
    if (layer == SourceLayer.DIRECTORY && counts.refreshes() == 0 && counts.loaded() == 0) {
      return Condition.NEVER_LOADED;
    }
    if (counts.failing() > 0) {
      return Condition.STALE;
    }
    if (counts.loaded() == 0) {
      return Condition.EMPTY;
    }
    return problems.isEmpty() ? Condition.FRESH : Condition.PARTIAL;
  }

  /** When the oldest value that is not too old was loaded. */
  public Optional<Instant> loadedAt() {
    return Optional.ofNullable(loadedAt);
  }

  /** The age of the oldest value that is not too old. */
  public Optional<Duration> age() {
    return Optional.ofNullable(age);
  }

  /** When the last successful load ended. */
  public Optional<Instant> lastSuccess() {
    return Optional.ofNullable(success).map(Event::time);
  }

  /** When the last failed load ended. */
  public Optional<Instant> lastFailure() {
    return Optional.ofNullable(failure).map(Event::time);
  }

  /** Why the last failed load failed; empty if no load has failed. */
  public String reason() {
    return failure == null ? "" : failure.text();
  }

  /** Why parts of what was loaded last are unknown; empty if it is complete. */
  public List<String> problems() {
    return problems;
  }

  /** One human-readable line. */
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
