package io.kmspolicy.replay.judge;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The distinct questions of a replay with their counts. Bounded: once it is full, the events of new
 * questions are counted together. Not thread-safe.
 */
public final class Questions {

  private final int maximum;
  private final Map<Question, Count> counts = new LinkedHashMap<>();
  private long others;

  /** The events of one question so far. */
  private static final class Count {

    private final String example;
    private final Reason reason;
    private Instant first;
    private Instant last;
    private long events = 1;

    Count(Instant time, String example, Reason reason) {
      this.example = example;
      this.reason = reason;
      this.first = time;
      this.last = time;
    }

    void add(Instant time) {
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
   */
  public void add(
      Question question, Instant time, Supplier<String> example, Supplier<Reason> reason) {
    Count known = counts.get(question);
    if (known != null) {
      known.add(time);
    } else if (counts.size() < maximum) {
      counts.put(question, new Count(time, example.get(), reason.get()));
    } else {
      others++;
    }
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
