package io.kmspolicy.spark;

import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a judged trail: a question with its counts, or one of the numbers of a report. It is a
 * bean with a setter for each property, because Spark's bean encoder wants it so: the properties
 * are the columns. Not thread-safe.
 */
public final class JudgedQuestion {

  private static final Comparator<JudgedQuestion> POSITION =
      Comparator.comparingInt(JudgedQuestion::getSource)
          .thenComparing(JudgedQuestion::getFile)
          .thenComparingLong(JudgedQuestion::getRank);

  private String kind = "";
  private String name = "";
  private String caller = "";
  private String operation = "";
  private List<String> resources = List.of();
  private String service = "";
  private List<String> contextNames = List.of();
  private String aws = "";
  private String policies = "";
  private String lostAt = "";
  private long events;
  private @Nullable Instant first;
  private @Nullable Instant last;
  private int source;
  private String file = "";
  private long rank;
  private long line;
  private String example = "";
  private String reason = "";

  /** An empty row, for Spark. */
  public JudgedQuestion() {}

  /** The columns that identify a row. */
  record Key(
      String kind,
      String name,
      String caller,
      String operation,
      List<String> resources,
      String service,
      List<String> contextNames,
      String aws,
      String policies,
      String lostAt) {}

  static JudgedQuestion of(RowKind kind, String name) {
    JudgedQuestion row = new JudgedQuestion();
    row.kind = kind.name();
    row.name = name;
    return row;
  }

  Key key() {
    return new Key(
        kind, name, caller, operation, resources, service, contextNames, aws, policies, lostAt);
  }

  /** Sets the question. */
  void ask(Question question) {
    caller = question.caller();
    operation = question.operation();
    resources = question.resources();
    service = question.service();
    contextNames = question.contextNames();
    aws = question.aws();
    policies = question.ours().name();
  }

  /** Sets the counts. */
  void answer(QuestionCount count) {
    events = count.events();
    first = count.first();
    last = count.last();
    example = count.example();
    reason = count.reason();
  }

  /** Sets where the first event is. */
  void locate(int inSource, String inFile, long inFileRank) {
    source = inSource;
    file = inFile;
    rank = inFileRank;
  }

  /** The question. */
  Question question() {
    return new Question(
        caller, operation, resources, service, contextNames, aws, OurAnswer.valueOf(policies));
  }

  /** The counts. */
  QuestionCount count() {
    return new QuestionCount(events, time(first), time(last), example, reason, "");
  }

  private static Instant time(@Nullable Instant time) {
    return time == null ? Instant.EPOCH : time;
  }

  /** Adds the counts of another row with the same key. */
  void merge(JudgedQuestion other) {
    events += other.events;
    first = earlier(first, other.first);
    last = later(last, other.last);
    if (POSITION.compare(other, this) < 0) {
      locate(other.source, other.file, other.rank);
      example = other.example;
      reason = other.reason;
    }
  }

  private static @Nullable Instant earlier(@Nullable Instant left, @Nullable Instant right) {
    return left == null || (right != null && right.isBefore(left)) ? right : left;
  }

  private static @Nullable Instant later(@Nullable Instant left, @Nullable Instant right) {
    return left == null || (right != null && right.isAfter(left)) ? right : left;
  }

  /** AGREEMENT or CHANGE, for questions. */
  public String getKind() {
    return kind;
  }

  /** Sets the column. */
  public void setKind(String value) {
    kind = value;
  }

  /** The agreement or the change, such as FALSE_DENIAL. */
  public String getName() {
    return name;
  }

  /** Sets the column. */
  public void setName(String value) {
    name = value;
  }

  /** The ARN of the user or of the role. */
  public String getCaller() {
    return caller;
  }

  /** Sets the column. */
  public void setCaller(String value) {
    caller = value;
  }

  /** The operation. */
  public String getOperation() {
    return operation;
  }

  /** Sets the column. */
  public void setOperation(String value) {
    operation = value;
  }

  /** The ARNs of the resources. */
  public List<String> getResources() {
    return resources;
  }

  /** Sets the column. */
  public void setResources(List<String> value) {
    resources = value;
  }

  /** The AWS service that made the call for the caller; empty for direct calls. */
  public String getService() {
    return service;
  }

  /** Sets the column. */
  public void setService(String value) {
    service = value;
  }

  /** The names of the pairs in the encryption context, sorted. */
  public List<String> getContextNames() {
    return contextNames;
  }

  /** Sets the column. */
  public void setContextNames(List<String> value) {
    contextNames = value;
  }

  /** AWS's answer, as reports show it. */
  public String getAws() {
    return aws;
  }

  /** Sets the column. */
  public void setAws(String value) {
    aws = value;
  }

  /** The answer of the policies: ALLOWED, DENIED or INDETERMINATE. */
  public String getPolicies() {
    return policies;
  }

  /** Sets the column. */
  public void setPolicies(String value) {
    policies = value;
  }

  /** Where a record was lost; empty for questions. */
  public String getLostAt() {
    return lostAt;
  }

  /** Sets the column. */
  public void setLostAt(String value) {
    lostAt = value;
  }

  /** The number of events. */
  public long getEvents() {
    return events;
  }

  /** Sets the column. */
  public void setEvents(long value) {
    events = value;
  }

  /** The time of the earliest event. */
  public @Nullable Instant getFirst() {
    return first;
  }

  /** Sets the column. */
  public void setFirst(@Nullable Instant value) {
    first = value;
  }

  /** The time of the latest event. */
  public @Nullable Instant getLast() {
    return last;
  }

  /** Sets the column. */
  public void setLast(@Nullable Instant value) {
    last = value;
  }

  /** The number of the named directory or file with the first event. */
  public int getSource() {
    return source;
  }

  /** Sets the column. */
  public void setSource(int value) {
    source = value;
  }

  /** The file with the first event. */
  public String getFile() {
    return file;
  }

  /** Sets the column. */
  public void setFile(String value) {
    file = value;
  }

  /** The number of the question in that file, by the order of first events. */
  public long getRank() {
    return rank;
  }

  /** Sets the column. */
  public void setRank(long value) {
    rank = value;
  }

  /** The line of a lost record; 0 for questions. */
  public long getLine() {
    return line;
  }

  /** Sets the column. */
  public void setLine(long value) {
    line = value;
  }

  /** The file and line of the first event. */
  public String getExample() {
    return example;
  }

  /** Sets the column. */
  public void setExample(String value) {
    example = value;
  }

  /** Why the policies decide so, for the first event; empty where they agree with AWS. */
  public String getReason() {
    return reason;
  }

  /** Sets the column. */
  public void setReason(String value) {
    reason = value;
  }
}
