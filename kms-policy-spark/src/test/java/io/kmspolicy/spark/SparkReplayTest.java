package io.kmspolicy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.report.ReplayOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Promise: on Spark, the report is that of one process, byte for byte. */
@Tag("spark")
class SparkReplayTest {

  private static final Path EXAMPLES =
      Path.of("..", "docs", "examples").toAbsolutePath().normalize();

  @TempDir private static Path trail;

  private static final Pattern TRAIL = Pattern.compile(".*\\.(json|jsonl|ndjson)(\\.gz)?");

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            // Several partitions, although the files are small.
            .config("spark.sql.files.maxPartitionBytes", "65536")
            .config("spark.sql.files.openCostInBytes", "16384")
            .getOrCreate();
    for (int i = 0; i < 12; i++) {
      TrailMaker.delivered(
          trail.resolve("AWSLogs/111122223333/CloudTrail/us-west-2/2026/01/file" + i + ".json.gz"),
          TrailMaker.records(100 * i, 100));
    }
    // One file has most of the records.
    TrailMaker.delivered(trail.resolve("AWSLogs/skewed.json.gz"), TrailMaker.records(3, 4_000));
    TrailMaker.lines(trail.resolve("lines.jsonl"), TrailMaker.records(7, 200));
    List<String> damaged = new ArrayList<>(TrailMaker.records(9, 20));
    damaged.add(10, "{\"eventVersion\": ");
    TrailMaker.lines(trail.resolve("a damaged file.jsonl"), damaged);
    byte[] whole = Files.readAllBytes(trail.resolve("AWSLogs/skewed.json.gz"));
    Files.write(trail.resolve("truncated.json.gz"), Arrays.copyOf(whole, 2_000));
    Files.writeString(trail.resolve("notes.txt"), "no trail");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** What a program prints, and its exit status. */
  private record Run(int status, String out, String err) {}

  /** The arguments of the job that the report depends on. */
  @Command
  private static final class Arguments {
    @Mixin private JobOptions options = new JobOptions();
    @Parameters private List<String> trails = List.of();
  }

  /** A replay in this process, which reads the files of a directory in the order of their paths. */
  private static Run plainReplay(List<String> arguments) throws IOException {
    Arguments parsed = new Arguments();
    new CommandLine(parsed).parseArgs(arguments.toArray(String[]::new));
    StringWriter err = new StringWriter();
    try (Replay replay =
        new Replay(
            policies(parsed.options.current()),
            parsed.options.proposed().map(SparkReplayTest::policies),
            parsed.options.stated().options())) {
      for (String name : parsed.trails) {
        for (Path file : files(Path.of(name))) {
          try (InputStream in = Files.newInputStream(file)) {
            replay.read(file.toString(), in);
          }
        }
      }
      ReplayReport report = replay.report();
      String out = ReplayOutcome.text(report, Optional.empty(), parsed.options.isJson());
      int status = ReplayOutcome.status(report, new PrintWriter(err, true));
      return new Run(status, out, err.toString());
    }
  }

  private static Policies policies(String directory) {
    return Policies.of(PolicyDirectory.load(Path.of(directory)));
  }

  private static List<Path> files(Path named) throws IOException {
    try (Stream<Path> all = Files.walk(named)) {
      return all.filter(file -> file.equals(named) || TRAIL.matcher(file.toString()).matches())
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static Run job(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    int status =
        ReplayJob.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintWriter(err, true),
            arguments.toArray(String[]::new));
    return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString());
  }

  private static List<String> arguments(String options, Path... trails) {
    List<String> all = new ArrayList<>(List.of("--policies", example("policies")));
    Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).forEach(all::add);
    Stream.of(trails).map(Path::toString).forEach(all::add);
    return all;
  }

  private static String example(String name) {
    return EXAMPLES.resolve(name).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--json --proposed PROPOSED",
        "--json --since 2026-01-10 --until 2026-01-20T00:00:00Z --caller-account 111122223333",
        "--json --assume kms:EncryptionContext:x=y --assume aws:PrincipalOrgID=o-1"
            + " --assume-none grants,session --infer-services"
      })
  @DisplayName("The report of a directory is that of one process")
  void report_directory_isThatOfOneProcess(String options) throws IOException {
    List<String> arguments = arguments(options.replace("PROPOSED", example("proposed")), trail);
    Run expected = plainReplay(arguments);
    assertThat(expected.out()).contains("lost");
    assertThat(job(arguments)).isEqualTo(expected);
  }

  @Test
  @DisplayName("Files and directories are read in the order in which they are named")
  void report_severalNames_isThatOfOneProcess() throws IOException {
    List<String> arguments = arguments("--json", trail.resolve("lines.jsonl"), trail, trail);
    assertThat(job(arguments)).isEqualTo(plainReplay(arguments));
  }

  @Test
  @DisplayName("Of more questions than a report keeps, the same ones are kept, others are counted")
  void report_manyQuestions_keepsThoseOfOneProcess(@TempDir Path many) throws IOException {
    for (int file = 0; file < 6; file++) {
      List<String> records = new ArrayList<>();
      for (int i = 0; i < 2_500; i++) {
        records.add(TrailMaker.record(i, "GenerateDataKey", "n" + (file * 2_000 + i), ""));
      }
      TrailMaker.lines(many.resolve("file" + file + ".jsonl"), records);
    }
    List<String> arguments = arguments("--json", many);
    Run expected = plainReplay(arguments);
    assertThat(expected.out()).containsPattern("\"eventsOfFurtherQuestions\": [1-9]");
    assertThat(job(arguments)).isEqualTo(expected);
  }

  @Test
  @DisplayName("The questions are written as Parquet, and the report to a file")
  void job_withFiles_writesThem(@TempDir Path results) throws IOException {
    Path parquet = results.resolve("questions");
    Path output = results.resolve("report.json");
    List<String> arguments = arguments("--json", trail);
    List<String> withFiles = new ArrayList<>(arguments);
    withFiles.addAll(List.of("--parquet", parquet.toString(), "--output", output.toString()));
    Run run = job(withFiles);
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(output)).isEqualTo(plainReplay(arguments).out());
    Dataset<JudgedQuestion> expected =
        KmsReplay.distinct(
            spark
                .read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .load(trail.toString()),
            ReplayPlan.of(
                EXAMPLES.resolve("policies"), Optional.empty(), ReplayOptions.defaults()));
    assertThat(spark.read().parquet(parquet.toString()).count())
        .isEqualTo(expected.count())
        .isPositive();
    assertThat(expected.collectAsList())
        .allMatch(row -> row.getKind().equals("AGREEMENT") && row.getEvents() > 0);
  }

  @Test
  @DisplayName("The policies are read and compiled once a process, however many tasks there are")
  void judge_manyPartitions_compilesThePoliciesOnce() throws IOException {
    ReplayPlan plan =
        ReplayPlan.of(
            EXAMPLES.resolve("policies"),
            Optional.of(EXAMPLES.resolve("proposed")),
            ReplayOptions.defaults());
    int before = ExecutorReplays.ofProcess().compilations();
    Dataset<JudgedQuestion> judged =
        KmsReplay.judge(TrailFiles.of(spark, List.of(trail.toString())).repartition(8), plan);
    assertThat(judged.count()).isPositive();
    assertThat(judged.count()).isPositive();
    assertThat(ExecutorReplays.ofProcess().compilations()).isBetween(before, before + 1);
  }

  @Test
  @DisplayName("What needs all events in one place is refused, and so is what does not exist")
  void job_wrongInput_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ReplayPlan.of(
                    EXAMPLES.resolve("policies"),
                    Optional.empty(),
                    ReplayOptions.defaults().withHistory(true)));
    assertThat(job(arguments("", trail.resolve("nothing"))).status()).isEqualTo(2);
    assertThat(job(List.of("--policies", trail.resolve("nothing").toString(), trail.toString())))
        .matches(run -> run.status() == 2 && !run.err().isBlank());
  }
}
