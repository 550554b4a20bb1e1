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
  private final Map<Question, QuestionCount> counts = new LinkedHashMap<>();
  private long others;

  /** Keeps at most this many questions. */
  public Questions(int maximum) {
    this.maximum = maximum;
  }

  /**
   * Counts an event.
   *
   * @param reason why the policies decide so; asked for the first event of a question only
   */
  public void add(Question question, Instant time, String example, Supplier<String> reason) {
    QuestionCount known = counts.get(question);
    if (known != null) {
      counts.put(question, known.and(time));
    } else if (counts.size() < maximum) {
      counts.put(question, new QuestionCount(1, time, time, example, reason.get()));
    } else {
      others++;
    }
  }

  /** The questions in the order in which they were first asked. */
  public Map<Question, QuestionCount> counts() {
    return new LinkedHashMap<>(counts);
  }

  /** The number of events whose questions are not kept. */
  public long others() {
    return others;
  }
}
