package io.kmspolicy.replay;

import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.LostRecord;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a replay. Immutable.
 *
 * @param records the numbers of records
 * @param notJudged the numbers of events that were not judged, by reason
 * @param unjudgedCalls of these events, the calls that AWS allowed, or may have allowed: proposed
 *     policies may break them
 * @param matrix the numbers of judged events, by AWS's answer and ours
 * @param questions the distinct questions by agreement
 * @param compared whether proposed policies were judged, too
 * @param changes the distinct questions on which proposed policies decide otherwise
 * @param lost the records that could not be read; the first thousand
 */
public record ReplayReport(
    Records records,
    Map<String, Long> notJudged,
    Map<String, Long> unjudgedCalls,
    Map<Cell, Long> matrix,
    Map<Agreement, Asked> questions,
    boolean compared,
    Map<Change, Asked> changes,
    List<LostRecord> lost) {

  /** Copies the collections. */
  public ReplayReport {
    notJudged = Collections.unmodifiableMap(new TreeMap<>(notJudged));
    unjudgedCalls = Collections.unmodifiableMap(new TreeMap<>(unjudgedCalls));
    matrix = Collections.unmodifiableMap(new TreeMap<>(matrix));
    questions = Collections.unmodifiableMap(new TreeMap<>(questions));
    changes = Collections.unmodifiableMap(new TreeMap<>(changes));
    lost = List.copyOf(lost);
  }

  /**
   * Numbers of records.
   *
   * @param otherServices events of other services, which are not read further
   * @param kms events of KMS
   * @param skipped events of KMS outside the chosen time or account
   * @param judged events of KMS that were judged
   * @param lost records that could not be read
   */
  public record Records(long otherServices, long kms, long skipped, long judged, long lost) {}

  /**
   * A cell of the matrix.
   *
   * @param aws AWS's answer
   * @param ours the answer of the policies
   * @param agreement how the two compare
   */
  public record Cell(String aws, OurAnswer ours, Agreement agreement) implements Comparable<Cell> {

    private static final Comparator<Cell> ORDER =
        Comparator.comparing(Cell::aws).thenComparing(Cell::ours).thenComparing(Cell::agreement);

    @Override
    public int compareTo(Cell other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Distinct questions.
   *
   * @param questions the questions with their counts, in the order in which they were asked
   * @param others the number of events of further questions, which are not kept
   */
  public record Asked(Map<Question, QuestionCount> questions, long others) {

    /** Copies the map. */
    public Asked {
      questions = Collections.unmodifiableMap(new LinkedHashMap<>(questions));
    }

    /** The number of events. */
    public long events() {
      return others + questions.values().stream().mapToLong(QuestionCount::events).sum();
    }
  }

  /** The number of calls that AWS allowed, or may have allowed, and that were not judged. */
  public long unjudged() {
    return unjudgedCalls.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The number of events with an agreement. */
  public long events(Agreement agreement) {
    Asked asked = questions.get(agreement);
    return asked == null ? 0 : asked.events();
  }

  /** The number of events with a change. */
  public long events(Change change) {
    Asked asked = changes.get(change);
    return asked == null ? 0 : asked.events();
  }
}
