package io.kmspolicy.replay.judge;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The distinct questions of a replay with their counts. Bounded: once it is full, the events of new
 * questions are counted together. Not thread-safe.
 */
public final class Questions {

  /** On average; questions with longer texts take the place of several. */
  private static final long CHARACTERS_OF_A_QUESTION = 500;

  private final int maximum;
  private long characters;
  private final Map<Question, Tally> counts = new LinkedHashMap<>();
  private long others;

  /** The events of one question so far. Not thread-safe. */
  public static final class Tally {

    private final String example;
    private final Reason reason;
    private Instant first;
    private Instant last;
    private long events = 1;

    Tally(Instant time, String example, Reason reason) {
      this.example = example;
      this.reason = reason;
      this.first = time;
      this.last = time;
    }

    /** Counts one more event. */
    public void add(Instant time) {
      events++;
      if (time.isAfter(last)) {
        last = time;
      } else if (time.isBefore(first)) {
        first = time;
      }
    }

    QuestionCount total() {
      return new QuestionCount(
          events, first, last, example, reason.sentence(), reason.explanation());
    }
  }

  /** Keeps at most this many questions. */
  public Questions(int maximum) {
    this.maximum = maximum;
  }

  /**
   * Counts an event.
   *
   * @param example the file and line; asked for the first event of a question only
   * @param reason why the policies decide so; asked for the first event of a question only
   * @return the tally, which counts further events of the question; empty if it is not kept
   */
  public Optional<Tally> add(
      Question question, Instant time, Supplier<String> example, Supplier<Reason> reason) {
    Tally known = counts.get(question);
    if (known != null) {
      known.add(time);
      return Optional.of(known);
    }
    int weight = weight(question);
    if (counts.size() >= maximum || characters + weight > maximum * CHARACTERS_OF_A_QUESTION) {
      others++;
      return Optional.empty();
    }
    characters += weight;
    Tally made = new Tally(time, example.get(), reason.get());
    counts.put(question, made);
    return Optional.of(made);
  }

  /** Names of encryption contexts can have thousands of characters. */
  private static int weight(Question question) {
    int characters = question.caller().length();
    for (String name : question.contextNames()) {
      characters += name.length();
    }
    return characters;
  }

  /** The questions in the order in which they were first asked. */
  public Map<Question, QuestionCount> counts() {
    Map<Question, QuestionCount> all = new LinkedHashMap<>();
    counts.forEach((question, count) -> all.put(question, count.total()));
    return all;
  }

  /** The number of events whose questions are not kept. */
  public long others() {
    return others;
  }
}
