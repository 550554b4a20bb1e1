package io.kmspolicy.replay.judge;

import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
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

  private final Limit limit;
  private final Map<Question, Tally> counts = new LinkedHashMap<>();
  private long others;

  /** The events of one question so far. Not thread-safe. */
  public static final class Tally {

    private final String example;
    private final Reason reason;
    private Instant first;
    private Instant last;

    /** The seconds of the times, which are compared without a look at the objects. */
    private long firstSecond;

    private long lastSecond;
    private long events = 1;

    Tally(Instant time, String example, Reason reason) {
      this.example = example;
      this.reason = reason;
      this.first = time;
      this.last = time;
      this.firstSecond = time.getEpochSecond();
      this.lastSecond = firstSecond;
    }

    /** Counts one more event. */
    public void add(Instant time) {
      events++;
      long second = time.getEpochSecond();
      if (second > lastSecond || (second == lastSecond && time.isAfter(last))) {
        last = time;
        lastSecond = second;
      } else if (second < firstSecond || (second == firstSecond && time.isBefore(first))) {
        first = time;
        firstSecond = second;
      }
    }

    QuestionCount total() {
      return new QuestionCount(
          events, first, last, example, reason.sentence(), reason.explanation());
    }
  }

  /**
   * Which questions are kept, of those that are asked one after another: a number of them, or less
   * if their texts are long. Not thread-safe.
   */
  public static final class Limit {

    /** On average; questions with longer texts take the place of several. */
    private static final long CHARACTERS_OF_A_QUESTION = 500;

    private final int maximum;
    private int kept;
    private long characters;

    /** Keeps at most this many questions. */
    public Limit(int maximum) {
      this.maximum = maximum;
    }

    /** Whether the next question is kept; a question that is not kept takes no place. */
    public boolean keeps(Question question) {
      int weight = weight(question);
      if (kept >= maximum || characters + weight > maximum * CHARACTERS_OF_A_QUESTION) {
        return false;
      }
      characters += weight;
      kept++;
      return true;
    }

    /** Names of encryption contexts can have thousands of characters. */
    private static int weight(Question question) {
      int characters = question.caller().length();
      for (String name : question.contextNames()) {
        characters += name.length();
      }
      return characters;
    }
  }

  /** Keeps at most this many questions. */
  public Questions(int maximum) {
    this.limit = new Limit(maximum);
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
    if (!limit.keeps(question)) {
      others++;
      return Optional.empty();
    }
    Tally made = new Tally(time, example.get(), reason.get());
    counts.put(question, made);
    return Optional.of(made);
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
