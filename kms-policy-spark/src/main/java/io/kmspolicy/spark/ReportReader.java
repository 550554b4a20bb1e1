package io.kmspolicy.spark;

import static org.apache.spark.sql.functions.col;

import io.kmspolicy.replay.Change;
import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.judge.Questions;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.LostRecord;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads the report of a judged trail. As on the command line, questions are in the order of their
 * first events, and only the first ones of each kind are kept; the events of the others are
 * counted.
 */
final class ReportReader {

  private static final String KIND = "kind";
  private static final String NAME = "name";

  private static final Object[] QUESTIONS = {RowKind.AGREEMENT.name(), RowKind.CHANGE.name()};

  private static final Column[] POSITION = {col("source"), col("file"), col("rank")};

  private final Dataset<JudgedQuestion> judged;

  ReportReader(Dataset<JudgedQuestion> judged) {
    this.judged = judged;
  }

  ReplayReport read(boolean compared) {
    Map<RowKind, Long> counts = new HashMap<>();
    Map<String, Long> notJudged = new TreeMap<>();
    Map<String, Long> unjudgedCalls = new TreeMap<>();
    Map<ReplayReport.Cell, Long> matrix = new HashMap<>();
    for (JudgedQuestion row : numbers()) {
      RowKind kind = RowKind.valueOf(row.getKind());
      if (kind == RowKind.CELL) {
        matrix.put(
            new ReplayReport.Cell(
                row.getAws(),
                OurAnswer.valueOf(row.getPolicies()),
                Agreement.valueOf(row.getName())),
            row.getEvents());
      } else if (kind == RowKind.NOT_JUDGED) {
        notJudged.put(row.getName(), row.getEvents());
      } else if (kind == RowKind.UNJUDGED_CALLS) {
        unjudgedCalls.put(row.getName(), row.getEvents());
      } else {
        counts.put(kind, row.getEvents());
      }
    }
    List<Row> totals = of(QUESTIONS).groupBy(KIND, NAME).sum("events").collectAsList();
    Map<String, List<JudgedQuestion>> kept = kept();
    return new ReplayReport(
        records(counts),
        notJudged,
        unjudgedCalls,
        matrix,
        asked(RowKind.AGREEMENT, totals, kept, Agreement::valueOf),
        compared,
        asked(RowKind.CHANGE, totals, kept, Change::valueOf),
        lost());
  }

  private static ReplayReport.Records records(Map<RowKind, Long> counts) {
    return new ReplayReport.Records(
        counts.getOrDefault(RowKind.OTHER_SERVICES, 0L),
        counts.getOrDefault(RowKind.KMS, 0L),
        counts.getOrDefault(RowKind.SKIPPED, 0L),
        counts.getOrDefault(RowKind.JUDGED, 0L),
        counts.getOrDefault(RowKind.LOST_RECORDS, 0L));
  }

  private List<JudgedQuestion> numbers() {
    return of(Arrays.stream(RowKind.values())
            .filter(kind -> !kind.isQuestion() && kind != RowKind.LOST)
            .map(Enum::name)
            .toArray())
        .collectAsList();
  }

  private Dataset<JudgedQuestion> of(Object... kinds) {
    return judged.filter(col(KIND).isin(kinds));
  }

  private List<LostRecord> lost() {
    return of(RowKind.LOST.name()).orderBy(POSITION).limit(Replay.MAX_LOST).collectAsList().stream()
        .map(row -> new LostRecord(row.getFile(), row.getLine(), row.getName()))
        .toList();
  }

  /** The questions that a report keeps, by kind and name, in the order of their first events. */
  private Map<String, List<JudgedQuestion>> kept() {
    Map<String, Questions.Limit> limits = new HashMap<>();
    Map<String, List<JudgedQuestion>> kept = new HashMap<>();
    of(QUESTIONS)
        .orderBy(POSITION)
        .toLocalIterator()
        .forEachRemaining(
            row -> {
              String group = group(row.getKind(), row.getName());
              if (limits
                  .computeIfAbsent(group, first -> new Questions.Limit(Replay.MAX_QUESTIONS))
                  .keeps(row.question())) {
                kept.computeIfAbsent(group, first -> new ArrayList<>()).add(row);
              }
            });
    return kept;
  }

  private static String group(String kind, String name) {
    return kind + ' ' + name;
  }

  private static <K> Map<K, ReplayReport.Asked> asked(
      RowKind kind,
      List<Row> totals,
      Map<String, List<JudgedQuestion>> kept,
      Function<String, K> named) {
    Map<K, ReplayReport.Asked> asked = new HashMap<>();
    for (Row total : totals) {
      if (total.getString(0).equals(kind.name())) {
        String name = total.getString(1);
        List<JudgedQuestion> first = kept.getOrDefault(group(kind.name(), name), List.of());
        asked.put(named.apply(name), asked(first, total.getLong(2)));
      }
    }
    return asked;
  }

  private static ReplayReport.Asked asked(List<JudgedQuestion> first, long events) {
    Map<Question, QuestionCount> questions = new LinkedHashMap<>();
    long kept = 0;
    for (JudgedQuestion row : first) {
      questions.put(row.question(), row.count());
      kept += row.getEvents();
    }
    return new ReplayReport.Asked(questions, events - kept);
  }
}
