package io.kmspolicy.replay;

import io.kmspolicy.replay.judge.Questions;
import io.kmspolicy.replay.judge.Reason;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.LostRecord;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Counts the events of a replay. Not thread-safe. */
final class ReplayCounts {

  private final int maximumQuestions;
  private final Map<ReplayReport.Cell, Events> matrix = new HashMap<>();
  private final Map<String, Long> notJudged = new TreeMap<>();
  private final Map<String, Long> unjudgedCalls = new TreeMap<>();
  private final Map<Agreement, Questions> questions = new EnumMap<>(Agreement.class);
  private final Map<Change, Questions> changes = new EnumMap<>(Change.class);
  private final List<LostRecord> lost = new ArrayList<>();
  private long lostRecords;
  private long otherServices;
  private long kmsEvents;
  private long skipped;
  private long judged;

  /** Keeps at most this many questions of each kind. */
  ReplayCounts(int maximumQuestions) {
    this.maximumQuestions = maximumQuestions;
  }

  void addOtherServices(long records) {
    otherServices += records;
  }

  void addKmsEvent() {
    kmsEvents++;
  }

  void skip() {
    skipped++;
  }

  void lose(LostRecord record) {
    lostRecords++;
    if (lost.size() < Replay.MAX_LOST) {
      lost.add(record);
    }
  }

  /**
   * Counts an event that is not judged.
   *
   * @param mayBreak whether it is a call that AWS allowed, or may have allowed, and that proposed
   *     policies may break
   */
  void addNotJudged(String reason, boolean mayBreak) {
    notJudged.merge(reason, 1L, Long::sum);
    if (mayBreak) {
      unjudgedCalls.merge(reason, 1L, Long::sum);
    }
  }

  /** A number of events. */
  static final class Events {

    private long number;

    void add() {
      number++;
    }
  }

  void addJudged() {
    judged++;
  }

  /** The events of a cell of the matrix. */
  Events cell(AwsAnswer aws, OurAnswer ours, Agreement agreement) {
    return matrix.computeIfAbsent(
        new ReplayReport.Cell(aws.text(), ours, agreement), first -> new Events());
  }

  Optional<Questions.Tally> addQuestion(
      Agreement agreement, Question question, TrailEvent event, Supplier<Reason> reason) {
    return add(questions.computeIfAbsent(agreement, first -> bounded()), question, event, reason);
  }

  Optional<Questions.Tally> addChange(
      Change change, Question question, TrailEvent event, Supplier<Reason> reason) {
    return add(changes.computeIfAbsent(change, first -> bounded()), question, event, reason);
  }

  private Questions bounded() {
    return new Questions(maximumQuestions);
  }

  private static Optional<Questions.Tally> add(
      Questions to, Question question, TrailEvent event, Supplier<Reason> reason) {
    return to.add(question, event.time(), event::place, reason);
  }

  ReplayReport report(boolean compared) {
    Map<ReplayReport.Cell, Long> numbers = new HashMap<>();
    matrix.forEach((cell, events) -> numbers.put(cell, events.number));
    return new ReplayReport(
        new ReplayReport.Records(otherServices, kmsEvents, skipped, judged, lostRecords),
        notJudged,
        unjudgedCalls,
        numbers,
        asked(questions),
        compared,
        asked(changes),
        lost);
  }

  private static <K extends Enum<K>> Map<K, ReplayReport.Asked> asked(Map<K, Questions> from) {
    Map<K, ReplayReport.Asked> asked = new TreeMap<>();
    from.forEach(
        (kind, kept) -> asked.put(kind, new ReplayReport.Asked(kept.counts(), kept.others())));
    return asked;
  }
}
