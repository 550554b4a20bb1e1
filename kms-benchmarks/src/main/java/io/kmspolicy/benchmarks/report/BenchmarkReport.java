package io.kmspolicy.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the figures of a run as a page with tables and charts. */
public final class BenchmarkReport {

  private static final String METHOD = "method.md";
  private static final String RATIOS =
      " The figures are ratios inside one round: absolute times are for orientation.\n";

  private final Results results;

  private BenchmarkReport(Results results) {
    this.results = results;
  }

  /**
   * Writes a page, and its charts into a directory beside it with the name of the page.
   *
   * @param sources files and directories with results of JMH, of the memory report, and with the
   *     facts of the run
   * @param page the page to write
   * @return one line per bar that is not met: missed or undecided
   */
  public static List<String> write(List<Path> sources, Path page) throws IOException {
    Results results = Results.read(sources);
    Path charts = charts(page);
    Files.createDirectories(charts);
    List<Charts.Chart> lines = results.run().isPart() ? List.of() : new Charts(results).all();
    for (Charts.Chart chart : lines) {
      Files.writeString(charts.resolve(chart.name() + ".svg"), chart.drawing());
    }
    List<Bar.Judged> judged = results.judged();
    Files.writeString(charts.resolve("bars.svg"), BarsChart.draw(judged, results::verdict));
    String directory = String.valueOf(charts.getFileName());
    BenchmarkReport report = new BenchmarkReport(results);
    Files.writeString(
        page,
        results.run().isPart()
            ? report.part(directory, judged)
            : report.page(directory, lines, judged));
    return judged.stream()
        .filter(bar -> results.verdict(bar) != Verdict.MET)
        .map(bar -> line(results.verdict(bar), bar))
        .toList();
  }

  private static String line(Verdict verdict, Bar.Judged bar) {
    String name = verdict == Verdict.MISSED ? "missed" : "undecided";
    return name + ": " + bar.bar().name() + ": " + measured(bar) + ", " + interval(bar);
  }

  private static Path charts(Path page) {
    String name = String.valueOf(page.getFileName());
    return page.toAbsolutePath().resolveSibling(name.replaceFirst("\\.md$", "") + "/");
  }

  private String page(String charts, List<Charts.Chart> lines, List<Bar.Judged> judged)
      throws IOException {
    return String.join(
        "\n",
        "# Benchmarks\n",
        "Written by `java -jar benchmarks.jar report`; see the end for what is measured and how."
            + RATIOS,
        run(),
        "## Bars\n",
        verdicts(judged),
        notMeasured(),
        "![What was measured as a share of each bar](" + charts + "/bars.svg)\n",
        bars(judged),
        "## Charts\n",
        lines.stream()
            .map(chart -> "![%s](%s/%s.svg)\n".formatted(chart.title(), charts, chart.name()))
            .collect(Collectors.joining("\n")),
        "## Memory\n",
        memory(),
        heap(),
        "## Certain decisions on hostile policies\n",
        certain(),
        "## All results\n",
        all(),
        method());
  }

  /** The page of a part, which leaves to that of the whole suite what both would say. */
  private String part(String charts, List<Bar.Judged> judged) {
    return String.join(
        "\n",
        "# Benchmarks: a part of the suite\n",
        "Written by `java -jar benchmarks.jar report`. The page of the whole suite has all bars,"
            + " and says what is measured and how."
            + RATIOS,
        run(),
        "## Bars\n",
        verdicts(judged),
        "![What was measured as a share of each bar](" + charts + "/bars.svg)\n",
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
        + ", a new JVM for each benchmark in each"
        + (results.fewestRounds() < results.roundCount()
            ? "; " + results.fewestRounds() + " of those that no bar reads"
            : "")
        + " |\n";
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

  private String memory() {
    return results
        .memory()
        .map(
            figures ->
                """
                | retained | bytes |
                | --- | ---: |
                | a key of %,d, principals included, no rows | %s |
                | one more key | %s |
                | a key where the loader keeps one object of equal key policies | %s |
                | a cached row | %s |
                | a key of %,d with policies of their own, no rows | %s |
                | all rows, with `maximumRowBytes` %,d | %,d |
                | all rows that all differ, with the same | %,d |
                """
                    .formatted(
                        figures.keys(),
                        Figure.of(figures.bytesPerKey()),
                        Figure.of(figures.marginalBytesPerKey()),
                        Figure.of(figures.bytesPerKeySharing()),
                        Figure.of(figures.bytesPerRow()),
                        figures.consoleKeys(),
                        Figure.of(figures.bytesPerConsoleKey()),
                        figures.promisedRowBytes(),
                        figures.heldRowBytes(),
                        figures.heldOwnRowBytes()))
        .orElse("Not measured.\n");
  }

  private String heap() {
    return results
        .heap()
        .map(
            figures ->
                "| keys with policies of their own | heap, read | heap, decided twice |\n"
                    + "| ---: | ---: | ---: |\n"
                    + figures.points().stream()
                        .map(
                            point ->
                                "| %,d | %s | %s |\n"
                                    .formatted(
                                        point.keys(),
                                        Figure.bytes((double) point.read()),
                                        Figure.bytes((double) point.decided())))
                        .collect(Collectors.joining()))
        .orElse("");
  }

  private String certain() {
    return results
        .certain()
        .map(
            figures ->
                "| shape | decisions | certain | certain in the reference |\n"
                    + "| --- | ---: | ---: | ---: |\n"
                    + figures.shapes().stream()
                        .map(BenchmarkReport::row)
                        .collect(Collectors.joining()))
        .orElse("Not counted.\n");
  }

  private static String row(CertainFigures.Shape shape) {
    return "| `%s` | %d | %s %% | %s |\n"
        .formatted(
            shape.name(),
            shape.decisions(),
            Figure.of(shape.engineShare()),
            shape.referenceShare());
  }

  private String all() {
    return """
    | benchmark | N | threads | time | interval | B/op | × `caffeineGet` |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: |
    """
        + results.keys().stream().map(this::row).collect(Collectors.joining());
  }

  private String row(Key key) {
    Function<Statistics, String> span =
        times -> Figure.time(times.low()) + " – " + Figure.time(times.high());
    Optional<Statistics> times = results.nanos(key);
    return "| `%s` | %s | %d | %s | %s | %s | %s |\n"
        .formatted(
            key.benchmark(),
            key.statements() == 0 ? "" : "%,d".formatted(key.statements()),
            key.threads(),
            times.map(Statistics::median).map(Figure::time).orElse(""),
            times.map(span).orElse(""),
            results.bytes(key).map(Statistics::median).map(Figure::of).orElse(""),
            toLimit(key).map(ratio -> Figure.of(ratio.median())).orElse(""));
  }

  /** The ratio to the lower limit for the same number of keys as the benchmark or the fleet. */
  private Optional<Statistics> toLimit(Key key) {
    int keys = key.statements() == 0 ? 10_000 : key.statements();
    List<Double> ratios =
        results.rounds().stream()
            .flatMapToDouble(round -> round.ratio(key, Key.of(Bars.CAFFEINE, keys)).stream())
            .boxed()
            .toList();
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(ratios));
  }

  private static String method() throws IOException {
    try (InputStream in = BenchmarkReport.class.getResourceAsStream(METHOD)) {
      if (in == null) {
        throw new IOException("the resource `" + METHOD + "` is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
