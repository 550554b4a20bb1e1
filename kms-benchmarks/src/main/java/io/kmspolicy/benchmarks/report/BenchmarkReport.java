package io.kmspolicy.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the figures of a run as a page with tables. */
public final class BenchmarkReport {

  private final Results results;

  private BenchmarkReport(Results results) {
    this.results = results;
  }

  /**
   * Writes a page.
   *
   * @param sources files and directories with results of JMH, of the memory report, and with the
   *     facts of the run
   * @param page the page to write
   * @return one line per bar that is not met: missed or undecided
   */
  public static List<String> write(List<Path> sources, Path page) throws IOException {
    Results results = Results.read(sources);
    List<Bar.Judged> judged = results.judged();
    Files.writeString(page, new BenchmarkReport(results).page(judged));
    return judged.stream()
        .filter(bar -> results.verdict(bar) != Verdict.MET)
        .map(bar -> line(results.verdict(bar), bar))
        .toList();
  }

  private static String line(Verdict verdict, Bar.Judged bar) {
    String name = verdict == Verdict.MISSED ? "missed" : "undecided";
    return name + ": " + bar.bar().name() + ": " + measured(bar) + ", " + interval(bar);
  }

  private String page(List<Bar.Judged> judged) {
    return String.join(
        "\n",
        "# Benchmarks\n",
        "Written by `java -jar benchmarks.jar report`; the project's `docs/benchmarks.md` says what"
            + " is measured and how. Ratios are taken inside one round; a time by itself depends on"
            + " the machine.\n",
        run(),
        "## Bars\n",
        verdicts(judged),
        notMeasured(),
        bars(judged),
        "## All results\n",
        all());
  }

  private String verdicts(List<Bar.Judged> judged) {
    return "Of %d bars that were measured, %d are met, %d missed, %d undecided.%s\n"
        .formatted(
            judged.size(),
            count(judged, Verdict.MET),
            count(judged, Verdict.MISSED),
            count(judged, Verdict.UNDECIDED),
            results.run().isBusy()
                ? " The machine was busy, so that only what is counted is judged."
                : "");
  }

  private long count(List<Bar.Judged> judged, Verdict verdict) {
    return judged.stream().filter(bar -> results.verdict(bar) == verdict).count();
  }

  private String run() {
    String facts =
        results.run().facts().entrySet().stream()
            .map(fact -> "| %s | %s |\n".formatted(fact.getKey(), cell(fact.getValue())))
            .collect(Collectors.joining());
    return "| | |\n| --- | --- |\n"
        + facts
        + "| Rounds | "
        + results.roundCount()
        + ", a new JVM for each benchmark in each |\n";
  }

  /** A bar would end the cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private String notMeasured() {
    List<String> missing = results.notMeasured();
    return missing.isEmpty() ? "" : "Not measured: " + String.join("; ", missing) + ".\n";
  }

  private String bars(List<Bar.Judged> judged) {
    return "| bar | limit | measured | interval | |\n| --- | ---: | ---: | ---: | --- |\n"
        + judged.stream().map(this::row).collect(Collectors.joining());
  }

  private String row(Bar.Judged judged) {
    return "| %s | %s %s | %s | %s | %s |\n"
        .formatted(
            judged.bar().name(),
            judged.bar().sense().sign(),
            limit(judged.bar()),
            measured(judged),
            interval(judged),
            results.verdict(judged).text());
  }

  private static String interval(Bar.Judged judged) {
    return Figure.of(judged.measured().low()) + " – " + Figure.of(judged.measured().high());
  }

  private static String limit(Bar bar) {
    double rounded = bar.unit() == Bar.Unit.BYTES ? Math.floor(bar.limit()) : bar.limit();
    return number(rounded) + " " + bar.unit().text();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? "%,.0f".formatted(value) : Figure.of(value);
  }

  private static String measured(Bar.Judged judged) {
    return Figure.of(judged.measured().median()) + " " + judged.bar().unit().text();
  }

  private String all() {
    return """
    | benchmark | N | threads | time | interval | B/op |
    | --- | ---: | ---: | ---: | ---: | ---: |
    """
        + results.keys().stream().map(this::row).collect(Collectors.joining());
  }

  private String row(Key key) {
    Function<Statistics, String> span =
        times -> Figure.time(times.low()) + " – " + Figure.time(times.high());
    Optional<Statistics> times = results.nanos(key);
    return "| `%s` | %s | %d | %s | %s | %s |\n"
        .formatted(
            key.benchmark(),
            key.statements() == 0 ? "" : "%,d".formatted(key.statements()),
            key.threads(),
            times.map(Statistics::median).map(Figure::time).orElse(""),
            times.map(span).orElse(""),
            results.bytes(key).map(Statistics::median).map(Figure::of).orElse(""));
  }
}
