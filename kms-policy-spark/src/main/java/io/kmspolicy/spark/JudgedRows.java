package io.kmspolicy.spark;

import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.result.LostRecord;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the results of files as rows: rows of the same question are one. Not thread-safe. */
final class JudgedRows {

  private final Map<JudgedQuestion.Key, JudgedQuestion> rows = new HashMap<>();

  /** The number of rows. */
  int size() {
    return rows.size();
  }

  /** The rows. */
  List<JudgedQuestion> rows() {
    return new ArrayList<>(rows.values());
  }

  /**
   * Adds the result of one file.
   *
   * @param source the number of the directory or the file that was named
   * @param file the name of the file
   */
  void add(int source, String file, ReplayReport report) {
    ReplayReport.Records records = report.records();
    count(RowKind.OTHER_SERVICES, "", records.otherServices());
    count(RowKind.KMS, "", records.kms());
    count(RowKind.SKIPPED, "", records.skipped());
    count(RowKind.JUDGED, "", records.judged());
    count(RowKind.LOST_RECORDS, "", records.lost());
    report.notJudged().forEach((reason, events) -> count(RowKind.NOT_JUDGED, reason, events));
    report.unjudgedCalls().forEach((why, events) -> count(RowKind.UNJUDGED_CALLS, why, events));
    report.matrix().forEach(this::cell);
    report
        .questions()
        .forEach((kind, asked) -> asked(RowKind.AGREEMENT, kind.name(), source, file, asked));
    report
        .changes()
        .forEach((kind, asked) -> asked(RowKind.CHANGE, kind.name(), source, file, asked));
    long rank = 0;
    for (LostRecord lost : report.lost()) {
      lost(source, file, rank++, lost);
    }
  }

  private void count(RowKind kind, String name, long events) {
    if (events > 0) {
      JudgedQuestion row = JudgedQuestion.of(kind, name);
      row.setEvents(events);
      add(row);
    }
  }

  private void cell(ReplayReport.Cell cell, long events) {
    JudgedQuestion row = JudgedQuestion.of(RowKind.CELL, cell.agreement().name());
    row.setAws(cell.aws());
    row.setPolicies(cell.ours().name());
    row.setEvents(events);
    add(row);
  }

  private void asked(RowKind kind, String name, int source, String file, ReplayReport.Asked asked) {
    long rank = 0;
    for (Map.Entry<Question, QuestionCount> entry : asked.questions().entrySet()) {
      JudgedQuestion row = JudgedQuestion.of(kind, name);
      row.ask(entry.getKey());
      row.answer(entry.getValue());
      row.locate(source, file, rank++);
      add(row);
    }
  }

  /** Each lost record is a row of its own. */
  private void lost(int source, String file, long rank, LostRecord lost) {
    JudgedQuestion row = JudgedQuestion.of(RowKind.LOST, lost.reason());
    row.setLostAt(source + ":" + file + '#' + rank);
    row.setLine(lost.line());
    row.locate(source, file, rank);
    add(row);
  }

  private void add(JudgedQuestion row) {
    JudgedQuestion known = rows.putIfAbsent(row.key(), row);
    if (known != null) {
      known.merge(row);
    }
  }
}
