package io.kmspolicy.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.kmspolicy.replay.ReplayReport;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Replays trails against policies on Spark: each file is judged by one task, and rows of the same
 * question are combined in the partition first and then among partitions, so little is shuffled.
 * The report is that of {@code kms-policy replay} on the same files, byte for byte.
 *
 * <p>The plan reaches the executors as the bytes of the policy directories; an executor reads them
 * once. A task that is repeated, because its executor was lost, has the same result.
 *
 * <pre>{@code
 * ReplayPlan plan =
 *     ReplayPlan.of(Path.of("policies"), Optional.empty(), ReplayOptions.defaults());
 * Dataset<Row> files = spark.read().format("binaryFile").load("s3a://trail/AWSLogs/");
 * KmsReplay.distinct(files, plan).write().parquet("s3a://results/questions");
 * }</pre>
 */
public final class KmsReplay {

  /** The columns that identify a row, in any order. */
  private static final List<String> KEY =
      List.of(
          "kind",
          "name",
          "caller",
          "operation",
          "resources",
          "service",
          "contextNames",
          "aws",
          "policies",
          "lostAt");

  /** Where the first event of a row is, and what is known of that event. */
  private static final List<String> FIRST =
      List.of("source", "file", "rank", "line", "example", "reason");

  private static final String FIRST_EVENT = "firstEvent";

  private KmsReplay() {}

  /**
   * The distinct questions of a trail with their counts.
   *
   * @param binaryFiles rows with the columns {@code path} and {@code content}, as the format {@code
   *     binaryFile} has them, or {@link TrailFiles#of}; each is a file in a form that the command
   *     line reads
   */
  public static Dataset<JudgedQuestion> distinct(Dataset<Row> binaryFiles, ReplayPlan plan) {
    return questions(judge(binaryFiles, plan));
  }

  /**
   * A judged trail: its questions, and the other numbers of its report. Cache it if both are
   * needed.
   *
   * @param binaryFiles as for {@link #distinct}
   */
  public static Dataset<JudgedQuestion> judge(Dataset<Row> binaryFiles, ReplayPlan plan) {
    byte[] bytes = plan.toBytes();
    Broadcast<byte[]> broadcast =
        JavaSparkContext.fromSparkContext(binaryFiles.sparkSession().sparkContext())
            .broadcast(bytes);
    Encoder<JudgedQuestion> rows = Encoders.bean(JudgedQuestion.class);
    Dataset<Row> combined =
        binaryFiles
            .mapPartitions(new PartitionJudge(broadcast, ReplayPlan.digest(bytes)), rows)
            .groupBy(columns(KEY))
            .agg(
                sum("events").as("events"),
                min("first").as("first"),
                max("last").as("last"),
                min(struct(columns(FIRST))).as(FIRST_EVENT));
    Column[] flat =
        Stream.of(
                KEY.stream().map(name -> col(name)),
                Stream.of(col("events"), col("first"), col("last")),
                FIRST.stream().map(name -> col(FIRST_EVENT + "." + name).as(name)))
            .flatMap(part -> part)
            .toArray(Column[]::new);
    return combined.select(flat).as(rows);
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }

  /** The questions of a judged trail. */
  public static Dataset<JudgedQuestion> questions(Dataset<JudgedQuestion> judged) {
    Object[] kinds =
        Arrays.stream(RowKind.values()).filter(RowKind::isQuestion).map(Enum::name).toArray();
    return judged.filter(col("kind").isin(kinds));
  }

  /** The report of a judged trail: that of the command line on the same files. */
  public static ReplayReport report(Dataset<JudgedQuestion> judged, ReplayPlan plan) {
    return new ReportReader(judged).read(plan.isComparison());
  }
}
