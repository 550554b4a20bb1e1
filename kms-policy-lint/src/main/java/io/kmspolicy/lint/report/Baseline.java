package io.kmspolicy.lint.report;

import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A file of known findings. A run that compares with it reports the others only. The names of files
 * in it are relative to its directory.
 */
public final class Baseline {

  private static final String VERSION = "1";

  private final String name;
  private final Path file;
  private final Path directory;
  private final Path root;

  /**
   * The baseline in a file.
   *
   * @param paths the files of names
   */
  public Baseline(Function<String, Path> paths, String name) {
    this.name = name;
    this.file = paths.apply(name).toAbsolutePath().normalize();
    this.directory = Optional.ofNullable(file.getParent()).orElse(file);
    this.root = paths.apply("").toAbsolutePath();
  }

  /** A finding with its fingerprint. */
  private record Entry(String fingerprint, Finding finding) {}

  /**
   * Divides the findings into known and new ones.
   *
   * @throws BadInputException if the file is not a baseline
   */
  public Comparison compare(LintResult result) {
    Set<String> before = read();
    Set<String> gone = new HashSet<>(before);
    List<Finding> fresh = new ArrayList<>();
    List<Finding> known = new ArrayList<>();
    for (Entry entry : entries(result.findings())) {
      gone.remove(entry.fingerprint());
      (before.contains(entry.fingerprint()) ? known : fresh).add(entry.finding());
    }
    return new Comparison(
        new LintResult(fresh, result.accepted(), result.unused()), known, gone.size(), true);
  }

  /**
   * Writes the findings of a run in place of the former ones.
   *
   * @throws IOException if the file cannot be written
   * @throws BadInputException if the file exists and is no baseline
   */
  public void write(LintResult result) throws IOException {
    if (Files.exists(file)) {
      read();
    }
    List<Entry> sorted = new ArrayList<>(entries(result.findings()));
    sorted.sort(
        Comparator.comparing((Entry entry) -> fileOf(entry.finding().location().source()))
            .thenComparing(entry -> entry.finding().rule().id())
            .thenComparing(Entry::fingerprint));
    String text =
        JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            json ->
                json.object(
                    () -> {
                      json.member("baseline", VERSION);
                      json.member("findings")
                          .array(sorted, entry -> json.object(() -> write(entry, json)));
                    }));
    Files.writeString(file, text + "\n");
  }

  private void write(Entry entry, JsonWriter json) {
    Finding finding = entry.finding();
    json.member("fingerprint", entry.fingerprint());
    json.member("rule", finding.rule().id());
    json.member("file", fileOf(finding.location().source()));
    json.member("statement", finding.statement());
    json.member("message", finding.message());
  }

  private List<Entry> entries(List<Finding> findings) {
    List<String> fingerprints = Fingerprints.of(findings, this::fileOf);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      entries.add(new Entry(fingerprints.get(i), findings.get(i)));
    }
    return entries;
  }

  private String fileOf(String source) {
    if (source.startsWith("<")) {
      return source;
    }
    Path absolute = root.resolve(source).normalize();
    boolean isComparable = Objects.equals(directory.getRoot(), absolute.getRoot());
    return (isComparable ? directory.relativize(absolute) : absolute).toString().replace('\\', '/');
  }

  private Set<String> read() {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException failure) {
      throw new BadInputException(
          FileFailure.message(name, failure) + "; --write-baseline writes it");
    }
    JsonTree tree;
    try {
      tree = JsonTree.parse(text);
    } catch (JsonSyntaxException malformed) {
      throw new BadInputException(
          name + ":" + malformed.line() + ":" + malformed.column() + ": " + malformed.getMessage());
    }
    if (!tree.member("baseline").flatMap(JsonTree::string).filter(VERSION::equals).isPresent()
        || !(tree.at("/findings") instanceof JsonTree.Elements findings)) {
      throw mistake(tree, "the text is no baseline; --write-baseline writes one");
    }
    Set<String> fingerprints = new HashSet<>();
    for (JsonTree finding : findings.elements()) {
      fingerprints.add(
          finding
              .member("fingerprint")
              .flatMap(JsonTree::string)
              .orElseThrow(() -> mistake(finding, "a finding must have a `fingerprint`")));
    }
    return fingerprints;
  }

  private BadInputException mistake(JsonTree at, String text) {
    return new BadInputException(name + ":" + at.line() + ":" + at.column() + ": " + text);
  }
}
