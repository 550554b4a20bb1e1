package io.kmspolicy.spark;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.report.ReplayOutcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program that {@code spark-submit} runs; {@code docs/replay.md} describes it. */
@Command(
    name = "kms-policy-spark",
    description = {
      "Judges the KMS events of CloudTrail on policies, on Spark.",
      "The policy directories are on the driver."
    },
    mixinStandardHelpOptions = true,
    versionProvider = JobOptions.Version.class)
public final class ReplayJob implements Callable<Integer> {

  @Parameters(
      paramLabel = "TRAIL",
      arity = "1..*",
      description = "Files and directories with CloudTrail records, of any file system of Spark.")
  private List<String> trails = new ArrayList<>();

  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The file of the report, on the driver; standard output without it.")
  private String output = "";

  @Option(
      names = "--parquet",
      paramLabel = "DIR",
      description = "Also write the distinct questions as Parquet; must not exist.")
  private String parquet = "";

  private final PrintStream out;
  private final PrintWriter err;

  /** A job that writes to these streams. */
  ReplayJob(PrintStream out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the job. The process ends with the exit status of {@code kms-policy replay} if that is not
   * 0.
   *
   * @param args the options
   */
  public static void main(String[] args) {
    int status = run(System.out, new PrintWriter(System.err, true, StandardCharsets.UTF_8), args);
    if (status != ExitCode.OK) {
      System.exit(status);
    }
  }

  /** Runs the job in the session of the process, or in a new one, and returns the exit status. */
  static int run(PrintStream out, PrintWriter err, String... args) {
    return new CommandLine(new ReplayJob(out, err))
        .setErr(err)
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((failure, line, parsed) -> refused(failure, err))
        .execute(args);
  }

  private static int refused(Exception failure, PrintWriter err) throws Exception {
    if (failure instanceof BadInputException
        || failure instanceof PolicyDirectoryException
        || failure instanceof FileNotFoundException
        || failure instanceof UncheckedIOException) {
      err.println(failure.getMessage());
      return ExitCode.USAGE;
    }
    throw failure;
  }

  @Override
  public Integer call() throws IOException {
    ReplayPlan plan =
        ReplayPlan.of(
                Path.of(options.current()),
                options.proposed().map(Path::of),
                options.stated().options())
            .assuming(AssumedNone.of("--assume-none", options.assumed(), err::println));
    SparkSession spark = SparkSession.builder().appName("kms-policy replay").getOrCreate();
    ReplayReport report = judge(spark, plan);
    byte[] text =
        ReplayOutcome.text(report, Optional.empty(), options.isJson())
            .getBytes(StandardCharsets.UTF_8);
    if (output.isEmpty()) {
      out.write(text);
      out.flush();
    } else {
      Files.write(Path.of(output), text);
    }
    return ReplayOutcome.status(report, err);
  }

  private ReplayReport judge(SparkSession spark, ReplayPlan plan) throws IOException {
    Dataset<JudgedQuestion> judged = KmsReplay.judge(TrailFiles.of(spark, trails), plan).cache();
    try {
      if (!parquet.isEmpty()) {
        KmsReplay.questions(judged).write().parquet(parquet);
      }
      return KmsReplay.report(judged, plan);
    } finally {
      judged.unpersist();
    }
  }
}
